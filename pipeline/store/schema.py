"""The tables of a workspace's database as they are now; `migrations` leads every older file here."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()
_ID = String(32)
_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only by INTEGER

settings = Table("settings", metadata, Column("key", String(100), primary_key=True), Column("value", JSON))

projects = Table(
    "projects",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("task_kind", String(20), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("deleted_at", Float),
)

labels = Table(
    "labels",
    metadata,
    Column("project_id", _ID, ForeignKey("projects.id"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("guideline", Text, nullable=False, default=""),
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("project_id", _ID, ForeignKey("projects.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("source", JSON, nullable=False),
    Column("set_aside", JSON, nullable=False),  # of version 1; later in a file beside the rows
    Column("cleaning", JSON, nullable=False),
    Column("findings", JSON, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("more", JSON),  # merged_labels, masked, personal, n_left_out; NULL in version 1
    UniqueConstraint("project_id", "version"),
)

annotations = Table(
    "annotations",
    metadata,
    Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("project_id", _ID, ForeignKey("projects.id"), nullable=False),
    Column("example_id", _ID, nullable=False),
    Column("decision", String(10), nullable=False),
    Column("label", Text),
    Column("annotator", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("blind", Boolean, nullable=False),
    Index("annotations_of_project", "project_id", "example_id"),
)

splits = Table(
    "splits",
    metadata,
    Column("project_id", _ID, ForeignKey("projects.id"), primary_key=True),
    Column("example_id", _ID, primary_key=True),
    Column("split", String(12), nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False, index=True),
    Column("project_id", _ID, ForeignKey("projects.id"), nullable=False),
    Column("parent_id", _ID, ForeignKey("runs.id")),
    Column("config", JSON, nullable=False),
    Column("progress", JSON),
    Column("failure", JSON),
    Column("result", JSON, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("started_at", Float),
    Column("finished_at", Float),
    Column("heartbeat_at", Float),
    Column("pid", Integer),
    Column("cleared", Boolean, nullable=False, default=False),
)

training_points = Table(
    "training_points",
    metadata,
    Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("run_id", _ID, ForeignKey("runs.id"), nullable=False, index=True),
    Column("point", JSON, nullable=False),
)

models = Table(
    "models",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("project_id", _ID, ForeignKey("projects.id"), nullable=False),
    Column("run_id", _ID, ForeignKey("runs.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kept", String(12), nullable=False),
    Column("encoder", Text, nullable=False),
    Column("encoder_sha256", String(64), nullable=False),
    Column("n_labels_used", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("threshold", JSON),
    Column("created_at", Float, nullable=False),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("model_id", _ID, ForeignKey("models.id"), primary_key=True),
    Column("split", String(12), primary_key=True),
    Column("evaluation", JSON, nullable=False),
    Column("predictions", JSON, nullable=False),
)
