import GRDB
import Records

/// How an archive is laid out, and how an older layout becomes the current one.
///
/// `PRAGMA application_id` says that a file is ours, `PRAGMA user_version` which layout it has. A new layout
/// is one more migration here, and `current` one higher.
enum ArchiveSchema {
  /// "cpyc" in ASCII: shown by file(1), at byte 68 of the file.
  static let applicationID = 0x6370_7963
  static let current = 5

  /// Layout of an open database: 0 for an empty one.
  ///
  /// - Throws: `OperationError` for a database of somebody else or of a newer copycost.
  static func version(of db: Database, path: String) throws -> Int {
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if application == applicationID {
      guard version <= current else { throw ArchiveFailure.newerLayout(path, version) }
      return version
    }
    let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard application == 0, version == 0, objects == 0 else {
      throw ArchiveFailure.notOurs(path, "another program's SQLite database")
    }
    guard !db.configuration.readonly else { throw ArchiveFailure.notOurs(path, "it is empty") }
    return 0
  }

  /// - Throws: `OperationError` while a sweep of an older copycost writes to the file: it would not find its tables again.
  static func migrate(_ queue: DatabaseQueue, path: String) throws {
    // First and by itself: the migrator's own table comes before the layout, and a process that is killed between the two
    // would leave a file that looks like somebody else's.
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA application_id = \(applicationID)") }
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: firstLayout)
      try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
    }
    migrator.registerMigration("2") { db in
      try db.execute(sql: ledgers)
      try db.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3") { db in
      guard try !isBeingWritten(db) else { throw ArchiveFailure.writtenByOlder(path) }
      try db.execute(sql: packedReadings)
      try RowReadings.pack(db)
      try db.execute(sql: readingViews)
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    migrator.registerMigration("4") { db in
      // Its samples are looked up by the options that are about to change.
      guard try !isBeingWritten(db) else { throw ArchiveFailure.writtenByOlder(path) }
      try db.execute(sql: grants)
      try GrantedBuffers.migrate(db)
      try db.execute(sql: "PRAGMA user_version = 4")
    }
    migrator.registerMigration("5") { db in
      // Its refinements would store a plan without a baseline.
      guard try !isBeingWritten(db) else { throw ArchiveFailure.writtenByOlder(path) }
      try db.execute(sql: primitives)
      try StoredPrimitives.migrate(db)
      try db.execute(sql: "PRAGMA user_version = 5")
    }
    try migrator.migrate(queue)
  }

  /// Whether the last sweep has not ended and showed life a minute ago or later; one that was killed shows none.
  private static func isBeingWritten(_ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT status = 'running' AND max(started_at_ns, coalesce(
            (SELECT max(finished_at_ns) FROM sample WHERE sample.sweep = sweep.id), 0)) / 1000000000
          > CAST(strftime('%s', 'now') AS INTEGER) - 60
        FROM sweep ORDER BY id DESC LIMIT 1
        """) ?? false
  }

  /// Layout from which on sweeps have ledgers.
  static let withLedgers = 2
  /// Layout from which on a sample's readings are in its row.
  static let withPackedReadings = 3
  /// Layout from which on cells have the buffers that were granted, and samples what their sockets were.
  static let withGrants = 4
  /// Layout from which on sweeps describe their primitives, and plans name their baseline.
  static let withPrimitives = 5

  private static let primitives = """
    CREATE TABLE primitive (                       -- what the worker of a sweep could send and receive with
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      side TEXT NOT NULL CHECK (side IN ('sender', 'receiver')),
      position INTEGER NOT NULL,                   -- order of legends
      name TEXT NOT NULL,
      description TEXT NOT NULL CHECK (json_valid(description)), -- PrimitiveDescription
      PRIMARY KEY (sweep, side, position)
    ) STRICT, WITHOUT ROWID;
    """

  private static let grants = """
    CREATE TABLE granted (                         -- what the sockets and threads of samples were granted
      id INTEGER PRIMARY KEY,
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      sockets TEXT NOT NULL CHECK (json_valid(sockets)), -- SocketGrants: by end, each different answer once
      UNIQUE (sweep, sockets)
    ) STRICT;
    ALTER TABLE sample ADD COLUMN granted INTEGER REFERENCES granted (id); -- NULL where nobody asked
    """

  /// A row for each reading took 40 bytes and most of the time in which a large sweep was read.
  private static let packedReadings = """
    CREATE TABLE reading_kind (                    -- which readings a sample holds: most of a sweep are of one kind
      id INTEGER PRIMARY KEY,
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      quantities TEXT NOT NULL CHECK (json_valid(quantities)), -- [[row of metric, side], ...]
      UNIQUE (sweep, quantities)
    ) STRICT;
    ALTER TABLE sample ADD COLUMN kind INTEGER REFERENCES reading_kind (id);
    ALTER TABLE sample ADD COLUMN readings TEXT CHECK (readings IS NULL OR json_valid(readings)); -- PackedReadings.swift
    """

  /// The readings as rows, for whoever asks in SQL.
  private static let readingViews = """
    DROP TABLE reading;
    DROP TABLE recorded;

    CREATE VIEW reading AS                         -- a figure or why there is none
      SELECT sample, position,
        json_extract(quantity, '$[0]') AS metric, json_extract(quantity, '$[1]') AS side,
        iif(typeof(head) = 'text', NULL, CAST(head AS REAL)) AS value, iif(typeof(head) = 'text', head, NULL) AS reason,
        enabled_ns, running_ns
      FROM (
        SELECT sample.id AS sample, entry.key AS position,
          json_extract(reading_kind.quantities, '$[' || entry.key || ']') AS quantity,
          iif(entry.type = 'array', json_extract(entry.value, '$[0]'), entry.value) AS head,
          iif(entry.type = 'array', json_extract(entry.value, '$[1]'), NULL) AS enabled_ns,
          iif(entry.type = 'array', json_extract(entry.value, '$[2]'), NULL) AS running_ns
        FROM sample JOIN reading_kind ON reading_kind.id = sample.kind, json_each(sample.readings) AS entry);

    CREATE VIEW recorded AS                        -- which metrics a sweep has at all: its columns
      SELECT DISTINCT sweep, json_extract(value, '$[0]') AS metric, json_extract(value, '$[1]') AS side
      FROM reading_kind, json_each(quantities);
    """

  private static let ledgers = """
    CREATE TABLE ledger (
      id INTEGER PRIMARY KEY,
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      cell INTEGER NOT NULL REFERENCES cell (id),  -- its flows do not count: a proof run has one
      finished_at_ns INTEGER NOT NULL,             -- since 1970
      ledger TEXT CHECK (ledger IS NULL OR json_valid(ledger)),
      reason TEXT,
      UNIQUE (sweep, cell),
      CHECK ((ledger IS NULL) <> (reason IS NULL)) -- copies or why nothing is known of them
    ) STRICT;
    """

  /// Names end in their unit; texts are the raw values of the types in Records.
  private static let firstLayout = """
    CREATE TABLE sweep (
      id INTEGER PRIMARY KEY,
      started_at_ns INTEGER NOT NULL,              -- since 1970
      status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted')),
      plan TEXT NOT NULL CHECK (json_valid(plan)), -- without its cells
      host TEXT NOT NULL CHECK (json_valid(host)),
      version TEXT NOT NULL,
      command TEXT NOT NULL
    ) STRICT;

    CREATE TABLE cell (
      id INTEGER PRIMARY KEY,
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      position INTEGER NOT NULL,                   -- order in which tables show them
      planned INTEGER NOT NULL CHECK (planned IN (0, 1)), -- 0: added while the sweep ran
      primitive TEXT NOT NULL,
      variant TEXT NOT NULL,
      receive TEXT NOT NULL,
      message_bytes INTEGER NOT NULL,
      flows INTEGER NOT NULL,
      link TEXT NOT NULL,
      options TEXT NOT NULL CHECK (json_valid(options)),
      congestion TEXT GENERATED ALWAYS AS (json_extract(options, '$.congestion')) VIRTUAL,
      fields INTEGER GENERATED ALWAYS AS (json_extract(options, '$.fields')) VIRTUAL,
      pinning TEXT GENERATED ALWAYS AS (json_extract(options, '$.pinning')) VIRTUAL,
      UNIQUE (sweep, position)
    ) STRICT;
    CREATE INDEX cell_of_sample ON cell (sweep, primitive, variant, message_bytes, flows);

    CREATE TABLE sample (
      id INTEGER PRIMARY KEY,
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      cell INTEGER NOT NULL REFERENCES cell (id),
      round INTEGER NOT NULL,
      position INTEGER NOT NULL,                   -- inside the round: the seeded random order
      finished_at_ns INTEGER NOT NULL,             -- since 1970
      limited_by TEXT NOT NULL,
      failure TEXT,                                -- NULL for a sample that counts
      slices BLOB,                                 -- SliceBlob.swift; NULL for none
      UNIQUE (sweep, round, position)
    ) STRICT;

    CREATE TABLE metric (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      unit TEXT,                                   -- these four are NULL until somebody describes the metric
      better TEXT,
      source TEXT,
      summary TEXT,
      UNIQUE (name, unit, better, source, summary)
    ) STRICT;

    CREATE TABLE reading (
      sample INTEGER NOT NULL REFERENCES sample (id),
      position INTEGER NOT NULL,
      metric INTEGER NOT NULL REFERENCES metric (id),
      side TEXT NOT NULL CHECK (side IN ('sender', 'receiver', 'machine', 'flow')),
      value REAL,
      reason TEXT,
      enabled_ns INTEGER,
      running_ns INTEGER,
      PRIMARY KEY (sample, position),
      CHECK ((value IS NULL) <> (reason IS NULL))  -- a figure or why there is none, never both, never neither
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE recorded (                        -- which metrics a sweep has at all: its columns
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      metric INTEGER NOT NULL REFERENCES metric (id),
      side TEXT NOT NULL,
      PRIMARY KEY (sweep, metric, side)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE caveat (
      id INTEGER PRIMARY KEY,
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      sample INTEGER REFERENCES sample (id),       -- NULL for one about the sweep as a whole
      position INTEGER NOT NULL,
      kind TEXT NOT NULL,
      cause TEXT NOT NULL,
      effect TEXT NOT NULL,
      remedy TEXT NOT NULL
    ) STRICT;
    CREATE INDEX caveat_of_sample ON caveat (sample, position) WHERE sample IS NOT NULL;
    CREATE INDEX caveat_of_sweep ON caveat (sweep, position) WHERE sample IS NULL;

    CREATE TABLE warmup (
      sweep INTEGER NOT NULL REFERENCES sweep (id),
      block TEXT NOT NULL CHECK (json_valid(block)),
      duration_ns INTEGER NOT NULL,
      PRIMARY KEY (sweep, block)
    ) STRICT, WITHOUT ROWID;
    """
}
