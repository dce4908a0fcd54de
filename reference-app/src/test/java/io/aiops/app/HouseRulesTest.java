package io.aiops.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class HouseRulesTest {

    private static final JavaClasses APP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.aiops.app");

    @Test
    void onlyThePostgresRoomSpeaksSqlAndOnlyTheDatabaseRoomMakesADatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.aiops.app.postgres..", "io.aiops.app.database..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "java.sql..", "com.zaxxer..", "org.postgresql..")
                .check(APP);
    }

    @Test
    void accountsKnowNothingOfServicesAndNobodyKnowsTheProgram() {
        noClasses()
                .that()
                .resideInAPackage("io.aiops.app.auth..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.aiops.orchestration..", "io.aiops.runtime..", "io.aiops.app.services..")
                .check(APP);
        noClasses()
                .that()
                .resideInAPackage("io.aiops.app.(*)..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.aiops.app")
                .check(APP);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.aiops.app.(*)..").should().beFreeOfCycles().check(APP);
    }

    @Test
    void nothingStaticHasState() {
        noFields().that().areStatic().should().notBeFinal().check(APP);
    }
}
