package io.splatlas.ops.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;

/**
 * A PostgreSQL that keeps the history of instances, by pekko-persistence-jdbc.
 *
 * @param url of JDBC, {@code jdbc:postgresql://HOST:PORT/DATABASE}
 * @param user of the database
 * @param password of the user
 */
public record JournalDatabase(String url, String user, String password) {
  private static final String PREFIX = "jdbc:postgresql:";

  /** Any number that is nobody else's: two servers must not make the tables at once. */
  private static final long LOCK = 0x53504c41544c4153L;

  private static final int CONNECTIONS = 4;

  public JournalDatabase {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "the journal's database is jdbc:postgresql://HOST:PORT/DATABASE, not '%s'"
              .formatted(url));
    }
  }

  /**
   * Makes the tables that are missing.
   *
   * @throws IOException when the database cannot be used
   */
  public void prepare() throws IOException {
    String script = script();
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
      statement.execute(script);
      connection.commit();
    } catch (SQLException failure) {
      throw new IOException(
          "the journal's database %s cannot be used: %s".formatted(url, failure.getMessage()),
          failure);
    }
  }

  private static String script() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(JournalDatabase.class.getResourceAsStream("postgres.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What the actor system must be told; to be put over its other configuration. */
  public Config config() {
    Config database =
        ConfigFactory.parseMap(
            Map.of(
                "profile",
                "slick.jdbc.PostgresProfile$",
                "db.driver",
                "org.postgresql.Driver",
                "db.numThreads",
                CONNECTIONS,
                "db.maxConnections",
                CONNECTIONS,
                "db.minConnections",
                1,
                "db.connectionTimeout",
                "10s"));
    return ConfigFactory.parseMap(
            Map.of(
                "splatlas.history.journal", "jdbc-journal",
                "splatlas.history.snapshots", "jdbc-snapshot-store",
                "jdbc-journal.use-shared-db", "slick",
                "jdbc-snapshot-store.use-shared-db", "slick"))
        .withFallback(
            database
                .withValue("db.url", ConfigValueFactory.fromAnyRef(url))
                .withValue("db.user", ConfigValueFactory.fromAnyRef(user))
                .withValue("db.password", ConfigValueFactory.fromAnyRef(password))
                .atPath("pekko-persistence-jdbc.shared-databases.slick"));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return url + " as " + user;
  }
}
