package io.splatlas.ops.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the journal's database, where there is one, whether it takes changes, over a connection of
 * its own that stays open.
 */
public final class JournalProbe implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalProbe.class);

  /** A database that takes longer is away, as far as a probe is concerned. */
  private static final String PATIENCE_SECONDS = "2";

  private final Optional<JournalDatabase> database;
  private @Nullable Connection connection;

  /** Of a database; without one there is nothing to ask. */
  public JournalProbe(Optional<JournalDatabase> database) {
    this.database = database;
  }

  /** Why changes cannot be written; empty when they can. */
  public synchronized String problem() {
    if (database.isEmpty()) {
      return "";
    }
    try {
      return isReadOnly(database.get()) ? "the journal's database is read-only" : "";
    } catch (SQLException away) {
      close();
      return "the journal's database does not answer: " + away.getMessage();
    }
  }

  private boolean isReadOnly(JournalDatabase asked) throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = connect(asked);
      connection = open;
    }
    // A standby says so here, too.
    try (Statement statement = open.createStatement();
        ResultSet answer = statement.executeQuery("SHOW transaction_read_only")) {
      return answer.next() && answer.getString(1).equals("on");
    }
  }

  private static Connection connect(JournalDatabase database) throws SQLException {
    Properties how = new Properties();
    how.setProperty("user", database.user());
    how.setProperty("password", database.password());
    how.setProperty("ApplicationName", "splatlas health");
    for (String wait : new String[] {"connectTimeout", "socketTimeout", "loginTimeout"}) {
      how.setProperty(wait, PATIENCE_SECONDS);
    }
    return DriverManager.getConnection(database.url(), how);
  }

  @Override
  public synchronized void close() {
    Connection open = connection;
    connection = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (SQLException gone) {
      LOG.debug("the connection of the journal's probe was gone before it was closed", gone);
    }
  }
}
