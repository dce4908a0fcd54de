package io.aiops.orchestration;

import io.aiops.project.EnvironmentBuilder;
import io.aiops.project.ProjectInspector;
import io.aiops.project.ProjectSources;
import io.aiops.project.ReleaseFiles;

/**
 * Who turns a source tree into a release.
 *
 * @param sources copies and unpacks
 * @param inspector finds out what a project is
 * @param environments builds what it needs
 * @param files writes its configuration and start script
 */
public record ProjectRoom(
        ProjectSources sources, ProjectInspector inspector, EnvironmentBuilder environments, ReleaseFiles files) {}
