package io.aiops.postgres;

import io.aiops.port.PortLease;
import io.aiops.port.PortLeaseStore;
import io.aiops.service.ServiceId;
import io.aiops.service.WorkloadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port leases in {@code port_leases}; the primary key on machine and port decides between platforms. */
public final class PostgresPortLeases implements PortLeaseStore {

    private final Database database;

    /** A store on this database. */
    public PostgresPortLeases(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> entries(String host) {
        return database.inTransaction(
                handle -> handle.createQuery("SELECT * FROM port_leases WHERE host = :host ORDER BY port")
                        .bind("host", host)
                        .map((row, context) -> entry(row))
                        .list());
    }

    @Override
    public Optional<Entry> entry(String host, int port) {
        return database.inTransaction(
                handle -> handle.createQuery("SELECT * FROM port_leases WHERE host = :host AND port = :port")
                        .bind("host", host)
                        .bind("port", port)
                        .map((row, context) -> entry(row))
                        .findOne());
    }

    @Override
    public boolean take(PortLease lease) {
        return change("""
                INSERT INTO port_leases AS l (host, port, service_id, release, leased_at)
                VALUES (:host, :port, :service, :release, :leased_at)
                ON CONFLICT (host, port) DO UPDATE SET
                    service_id = excluded.service_id,
                    release = excluded.release,
                    leased_at = excluded.leased_at,
                    released_at = NULL
                WHERE l.released_at IS NOT NULL
                """, lease);
    }

    @Override
    public boolean takeOver(PortLease lease) {
        return change("""
                UPDATE port_leases SET release = :release, leased_at = :leased_at
                WHERE host = :host AND port = :port AND service_id = :service AND released_at IS NULL
                """, lease);
    }

    @Override
    public void putBack(PortLease lease, Optional<Instant> restedSince) {
        if (restedSince.isEmpty()) {
            change("""
                    DELETE FROM port_leases
                    WHERE host = :host AND port = :port AND service_id = :service AND release = :release
                        AND leased_at = :leased_at AND released_at IS NULL
                    """, lease);
            return;
        }
        database.inTransaction(handle -> handle.createUpdate("""
                        UPDATE port_leases SET released_at = :since
                        WHERE host = :host AND port = :port AND service_id = :service AND release = :release
                            AND released_at IS NULL
                        """)
                .bind("host", lease.host())
                .bind("port", lease.port())
                .bind("service", lease.owner().service().value())
                .bind("release", lease.owner().release())
                .bind("since", Columns.time(restedSince))
                .execute());
    }

    @Override
    public void release(WorkloadId owner, Instant at) {
        database.inTransaction(handle -> handle.createUpdate("""
                        UPDATE port_leases SET released_at = :at
                        WHERE service_id = :service AND release = :release AND released_at IS NULL
                        """)
                .bind("service", owner.service().value())
                .bind("release", owner.release())
                .bind("at", Columns.time(at))
                .execute());
    }

    @Override
    public void releaseAll(ServiceId service, Instant at) {
        database.inTransaction(handle -> handle.createUpdate("""
                        UPDATE port_leases SET released_at = :at WHERE service_id = :service AND released_at IS NULL
                        """)
                .bind("service", service.value())
                .bind("at", Columns.time(at))
                .execute());
    }

    private boolean change(String sql, PortLease lease) {
        return database.inTransaction(handle -> handle.createUpdate(sql)
                        .bind("host", lease.host())
                        .bind("port", lease.port())
                        .bind("service", lease.owner().service().value())
                        .bind("release", lease.owner().release())
                        .bind("leased_at", Columns.time(lease.leasedAt()))
                        .execute()
                == 1);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        PortLease lease = new PortLease(
                row.getString("host"),
                row.getInt("port"),
                new WorkloadId(ServiceId.of(row.getString("service_id")), row.getInt("release")),
                Columns.time(row, "leased_at"));
        return new Entry(lease, Columns.optionalTime(row, "released_at"));
    }
}
