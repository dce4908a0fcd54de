package io.aiops.app.gateway;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** What the servlet API cannot say of a connection. */
final class Connections {

    private Connections() {}

    /** Breaks the client's connection, so that half an answer is not taken for a whole one. */
    static void abort(HttpServletRequest request) {
        ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
