package io.aiops.orchestration;

import io.aiops.config.ConfigEditor;
import io.aiops.config.ConfigResolver;
import io.aiops.gateway.RouteTable;
import io.aiops.health.HealthMonitor;
import io.aiops.port.PortAllocator;
import io.aiops.project.CommonFiles;
import io.aiops.project.ServiceDirectories;
import java.time.Clock;

/**
 * What the orchestrator works with.
 *
 * @param services where services are stored
 * @param deployments where deployments are stored
 * @param locks makes work on one service serial
 * @param runtimes the backends
 * @param ports hands out ports
 * @param directories the directory standard
 * @param project turns source trees into releases
 * @param commonFiles writes the port table
 * @param monitor asks for health
 * @param routes tells gateways where services are
 * @param config what is configured
 * @param editor changes what is configured
 * @param platformId who this platform is
 * @param clock the time
 */
public record OrchestratorRooms(
        ServiceRepository services,
        DeploymentRepository deployments,
        ServiceLocks locks,
        Runtimes runtimes,
        PortAllocator ports,
        ServiceDirectories directories,
        ProjectRoom project,
        CommonFiles commonFiles,
        HealthMonitor monitor,
        RouteTable routes,
        ConfigResolver config,
        ConfigEditor editor,
        String platformId,
        Clock clock) {}
