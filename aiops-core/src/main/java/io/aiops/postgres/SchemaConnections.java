package io.aiops.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/** Connections whose search path is the platform's schema; those of a host go back as they came. */
abstract sealed class SchemaConnections implements ConnectionFactory {

    /** Connections that the pool already made for the schema. */
    static SchemaConnections already(DataSource pool) {
        return new Own(pool);
    }

    /** Connections of a host that are switched to the schema for the time of their use. */
    static SchemaConnections switching(DataSource host, String schema) {
        return new Borrowed(host, schema);
    }

    private static final class Own extends SchemaConnections {

        private final DataSource pool;

        Own(DataSource pool) {
            this.pool = pool;
        }

        @Override
        public Connection openConnection() throws SQLException {
            return pool.getConnection();
        }
    }

    private static final class Borrowed extends SchemaConnections {

        private final DataSource host;
        private final String schema;
        private final Map<Connection, Before> before = new ConcurrentHashMap<>();

        Borrowed(DataSource host, String schema) {
            this.host = host;
            this.schema = schema;
        }

        @Override
        public Connection openConnection() throws SQLException {
            Connection connection = host.getConnection();
            try {
                boolean autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(true);
                before.put(connection, new Before(switchPath(connection, schema), autoCommit));
                return connection;
            } catch (SQLException | RuntimeException failed) {
                try (connection) {
                    throw failed;
                }
            }
        }

        @Override
        public void closeConnection(Connection connection) throws SQLException {
            Before was = before.remove(connection);
            try (connection) {
                if (was != null && !connection.isClosed()) {
                    connection.setAutoCommit(true);
                    switchPath(connection, was.searchPath());
                    connection.setAutoCommit(was.autoCommit());
                }
            }
        }

        /** Sets the search path and returns the one before. */
        private static String switchPath(Connection connection, String path) throws SQLException {
            String sql = """
                    WITH earlier AS MATERIALIZED (SELECT current_setting('search_path') AS path)
                    SELECT path, set_config('search_path', ?, false) FROM earlier
                    """;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, path);
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getString(1);
                }
            }
        }

        private record Before(String searchPath, boolean autoCommit) {}
    }
}
