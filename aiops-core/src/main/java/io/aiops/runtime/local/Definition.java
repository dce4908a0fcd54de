package io.aiops.runtime.local;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.aiops.runtime.Workload;
import io.aiops.service.Endpoint;
import io.aiops.service.RestartPolicy;
import io.aiops.service.WorkloadId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a workload, without any value of its environment.
 *
 * @param version the version of this format
 * @param id the workload
 * @param owner the platform that it belongs to
 * @param nonce tells this definition from others of the same id
 * @param folder names the folder on its disk, so that a copy of it is not taken for it
 * @param specHash the workload's hash
 * @param token what proves a process to be of this workload
 * @param command for people
 * @param stdout the log of replica 0
 * @param stderr the error log of replica 0
 * @param maxBytes the size at which a log is rotated
 * @param backups how many rotated logs are kept
 * @param restart when it is restarted: {@code always}, {@code on-failure}, {@code never}
 * @param startMillis how long it must live to count as started
 * @param retries how many times in a row it may die before that
 * @param endpoints where the replicas listen
 * @param launches the sums of the replicas' launch files, so that a torn one is told from a whole one; none in a definition of
 *     before, whose files were seen onto the disk one by one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Definition(
        int version,
        String id,
        String owner,
        String nonce,
        String folder,
        String specHash,
        String token,
        List<String> command,
        String stdout,
        String stderr,
        long maxBytes,
        int backups,
        String restart,
        long startMillis,
        int retries,
        List<Address> endpoints,
        @Nullable List<String> launches) {

    /** Refuses what a damaged file lacks. */
    Definition {
        Stream.of(id, owner, nonce, folder, specHash, token, stdout, stderr, restart)
                .forEach(Objects::requireNonNull);
        command = List.copyOf(command);
        endpoints = List.copyOf(endpoints);
        launches = launches == null ? List.of() : List.copyOf(launches);
    }

    /** The version that this code writes. */
    static final int VERSION = 1;

    /** An endpoint, in a form that does not change with the core's words. */
    record Address(String host, int port) {}

    static Definition of(Workload workload, String owner, String nonce, String folder, String token) {
        return new Definition(
                VERSION,
                workload.id().toString(),
                owner,
                nonce,
                folder,
                workload.specHash(),
                token,
                workload.command(),
                workload.logs().stdout().toAbsolutePath().normalize().toString(),
                workload.logs().stderr().toAbsolutePath().normalize().toString(),
                workload.logs().maxBytes(),
                workload.logs().backups(),
                workload.restart().mode().word(),
                workload.restart().startSeconds().toMillis(),
                workload.restart().retries(),
                workload.endpoints().stream()
                        .map(endpoint -> new Address(endpoint.host(), endpoint.port()))
                        .toList(),
                List.of());
    }

    /** The same with the sums of the launch files. */
    Definition withLaunches(List<String> sums) {
        return new Definition(
                version,
                id,
                owner,
                nonce,
                folder,
                specHash,
                token,
                command,
                stdout,
                stderr,
                maxBytes,
                backups,
                restart,
                startMillis,
                retries,
                endpoints,
                sums);
    }

    WorkloadId workloadId() {
        return WorkloadId.parse(id);
    }

    RestartPolicy.Mode mode() {
        return RestartPolicy.Mode.valueOf(restart.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    Duration startSeconds() {
        return Duration.ofMillis(startMillis);
    }

    int replicas() {
        return endpoints.size();
    }

    Endpoint endpoint(int replica) {
        Address address = endpoints.get(replica);
        return new Endpoint(address.host(), address.port());
    }

    /** The token of one replica. */
    String token(int replica) {
        return token + "." + replica;
    }

    Path stdoutOf(int replica) {
        return numbered(Path.of(stdout), replica);
    }

    Path stderrOf(int replica) {
        return numbered(Path.of(stderr), replica);
    }

    /** The log of a replica above 0 has its number before the extension. */
    static Path numbered(Path log, int replica) {
        if (replica == 0) {
            return log;
        }
        String name = String.valueOf(log.getFileName());
        int dot = name.lastIndexOf('.');
        return log.resolveSibling(
                dot > 0 ? name.substring(0, dot) + "." + replica + name.substring(dot) : name + "." + replica);
    }
}
