package io.aiops.app;

import io.aiops.service.ServiceId;
import java.net.URI;

/** A line to try a service with. */
final class Greeting {

    private Greeting() {}

    static String curl(ServiceId id, URI address) {
        String predict = address + "/ai/" + id + "/predict";
        return switch (id.value()) {
            case "text-classify" ->
                json(predict, "{\"input_data\": [\"这家店的服务很好\", \"the delivery was late\"], \"batch_id\": \"t1\"}");
            case "series-anomaly" ->
                json(predict, "{\"input_data\": [1, 2, 1, 2, 1, 40, 2, 1, 2, 1, 2, 1], \"batch_id\": \"s1\"}");
            case "image-recog" -> "curl -X POST " + predict + " -F input_data=@picture.jpg";
            default -> "curl " + address + "/ai/" + id + "/info";
        };
    }

    private static String json(String url, String body) {
        return "curl -X POST " + url + " -H 'Content-Type: application/json' -d '" + body + "'";
    }
}
