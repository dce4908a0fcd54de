package io.aiops.gitea.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of the API; the first route that fits wins. */
final class Routes {

    private final List<Route> routes = new ArrayList<>();

    /** A route that everybody may ask. */
    Routes open(String method, String path, Route.Endpoint endpoint) {
        routes.add(new Route(method, Optional.empty(), path, endpoint));
        return this;
    }

    /** A route for signed-in accounts whose credential has the scope. */
    Routes add(String method, String scope, String path, Route.Endpoint endpoint) {
        routes.add(new Route(method, Optional.of(scope), path, endpoint));
        return this;
    }

    List<Route> matching(String path) {
        return routes.stream().filter(route -> route.match(path).isPresent()).toList();
    }
}
