package io.aiops.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiops.AiOps;
import io.aiops.orchestration.DeployRequest;
import io.aiops.orchestration.Deployment;
import io.aiops.orchestration.DeploymentState;
import io.aiops.service.ServiceId;
import io.aiops.testkit.postgres.PostgresExtension;
import io.aiops.testkit.postgres.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The snippet of the README works, and stands there as it stands here. */
@ExtendWith(PostgresExtension.class)
final class EmbeddingTest {

    @Test
    void theSnippetDeploysAServiceThatAnswers(@TempDir Path folder, TestDatabase database) throws Exception {
        Path home = folder.resolve("home");
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.writeString(project.resolve("main.py"), """
                import json, os
                from http.server import BaseHTTPRequestHandler, HTTPServer
                class Handler(BaseHTTPRequestHandler):
                    def do_GET(self):
                        self.send_response(200)
                        self.end_headers()
                        self.wfile.write(json.dumps({"status": "healthy"}).encode())
                HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
                """);
        assertThat(deployed(home, database.dataSource(), project)).isEqualTo(DeploymentState.LIVE);
        database.close();
    }

    @Test
    void theReadmeShowsThisSnippet() throws Exception {
        Path here = Path.of("src/test/java/io/aiops/testkit/docs/EmbeddingTest.java");
        List<String> lines = Files.readAllLines(here);
        int from = lines.indexOf("        // snippet") + 1;
        int to = lines.indexOf("        // end of snippet");
        String snippet = String.join("\n", lines.subList(from, to)).stripIndent();
        assertThat(Files.readString(Path.of("../README.md"))).contains(snippet);
    }

    private static DeploymentState deployed(Path home, DataSource dataSource, Path project) {
        // snippet
        try (AiOps platform = AiOps.builder(home).dataSource(dataSource).open()) {
            ServiceId id = ServiceId.of("face-detect");
            Deployment begun = platform.services().deploy(DeployRequest.ofFolder(id, project, "me"));
            Deployment ended = platform.services().await(begun.id(), Duration.ofMinutes(5));
            platform.routes()
                    .find(id)
                    .flatMap(route -> route.pick())
                    .ifPresent(endpoint -> System.getLogger("demo")
                            .log(System.Logger.Level.INFO, "it answers at " + endpoint.uri("/predict")));
            platform.services().delete(id);
            return ended.state();
        }
        // end of snippet
    }
}
