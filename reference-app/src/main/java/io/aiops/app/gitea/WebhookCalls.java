package io.aiops.app.gitea;

import static io.javalin.http.HandlerType.POST;

import io.aiops.app.http.Access;
import io.aiops.app.http.ProblemException;
import io.aiops.app.http.Reply;
import io.aiops.app.http.Request;
import io.aiops.app.http.Route;
import io.aiops.app.http.Route.Shape;
import io.aiops.config.ConfigResolver;
import io.aiops.gitea.webhook.DeliveryMemory;
import io.aiops.gitea.webhook.PushEvent;
import io.aiops.gitea.webhook.WebhookVerifier;
import io.aiops.service.Secret;
import io.aiops.service.ServiceId;
import java.io.IOException;
import java.util.List;

/** The call of Gitea's webhooks. It answers at once; what it leads to is done afterwards. */
final class WebhookCalls {

    private final ConfigResolver config;
    private final DeliveryMemory deliveries;
    private final Redeployer redeployer;

    WebhookCalls(ConfigResolver config, DeliveryMemory deliveries, Redeployer redeployer) {
        this.config = config;
        this.deliveries = deliveries;
        this.redeployer = redeployer;
    }

    List<Route> routes() {
        return List.of(Route.of(
                POST,
                "/api/v1/gitea/webhook",
                Access.ANYBODY,
                "Gitea's push, signed with gitea.webhook-secret: deploys the services with auto_deploy that follow the branch",
                Shape.one(WebhookDocument.class).status(202),
                this::heard));
    }

    private Reply heard(Request request) throws IOException {
        byte[] body = request.bytes(PushEvent.LARGEST_BODY);
        Secret secret = config.find(GiteaKeys.WEBHOOK_SECRET)
                .filter(set -> !set.reveal().isBlank())
                .orElseThrow(() -> new ProblemException(
                        401, "UNSIGNED", "webhooks are refused until gitea.webhook-secret is set, here and in Gitea"));
        switch (WebhookVerifier.of(secret).verify(body, request::header)) {
            case UNSIGNED ->
                throw new ProblemException(
                        401, "UNSIGNED", "the webhook is not signed; enter the secret in its settings in Gitea");
            case FORGED ->
                throw new ProblemException(
                        401, "BAD_SIGNATURE", "the signature does not fit; is the secret in Gitea the same as here?");
            case GENUINE -> {}
        }
        if (!request.header("X-Gitea-Event").orElse("push").equals("push")) {
            return Reply.of(202, new WebhookDocument("ignored", List.of()));
        }
        PushEvent push = PushEvent.parse(body);
        String delivery =
                request.header("X-Gitea-Delivery").orElse(push.repository() + " " + push.ref() + push.after());
        if (!deliveries.remember(delivery)) {
            return Reply.ok(new WebhookDocument("seen", List.of()));
        }
        try {
            List<ServiceId> services = push.deletes() || push.branch().isEmpty()
                    ? List.of()
                    : redeployer.pushed(push.repository(), push.branch().get(), push.after());
            return Reply.of(
                    202,
                    new WebhookDocument(
                            services.isEmpty() ? "ignored" : "accepted",
                            services.stream().map(ServiceId::value).toList()));
        } catch (RuntimeException failed) {
            deliveries.forget(delivery);
            throw failed;
        }
    }

    record WebhookDocument(String status, List<String> services) {}
}
