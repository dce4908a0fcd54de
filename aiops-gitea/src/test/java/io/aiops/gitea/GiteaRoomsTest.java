package io.aiops.gitea;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class GiteaRoomsTest {

    private static final JavaClasses GITEA = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.aiops.gitea");

    @Test
    void theClientSeesNoOtherRoomOfItsOwn() {
        noClasses()
                .that()
                .resideInAPackage("io.aiops.gitea")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.aiops.gitea.*..")
                .check(GITEA);
    }

    @Test
    void theClientItsConnectionAndWebhooksNeedNoGitNoServerAndNoDatabase() {
        noClasses()
                .that()
                .resideInAnyPackage("io.aiops.gitea", "io.aiops.gitea.connection", "io.aiops.gitea.webhook")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse..",
                        "jakarta..",
                        "org.jdbi..",
                        "java.sql..",
                        "io.aiops.postgres..",
                        "io.aiops.gitea.embedded..")
                .check(GITEA);
    }

    @Test
    void onlyThePostgresRoomSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.aiops.gitea.postgres..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "java.sql..")
                .check(GITEA);
    }

    @Test
    void nothingStaticHasState() {
        noFields().that().areStatic().should().notBeFinal().check(GITEA);
    }
}
