package io.aiops;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md; who breaks one learns it here. */
final class HouseRulesTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.aiops");

    @Test
    void errorsDependOnNothing() {
        classes()
                .that()
                .resideInAPackage("io.aiops.error")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", "io.aiops.error"))
                .check(CORE);
    }

    @Test
    void wordsSeeOnlyErrors() {
        classes()
                .that()
                .resideInAPackage("io.aiops.service")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "org.jspecify..", "io.aiops.error", "io.aiops.service"))
                .check(CORE);
    }

    @Test
    void theRuntimeSpiSeesOnlyWordsAndErrorsSoThatItCouldBeAJarOfItsOwn() {
        classes()
                .that()
                .resideInAPackage("io.aiops.runtime")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "org.jspecify..", "io.aiops.error", "io.aiops.service", "io.aiops.runtime"))
                .check(CORE);
    }

    @Test
    void configurationSeesOnlyWordsErrorsAndSecretsSoThatAHostMayUseItAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.aiops.config..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.aiops..")
                        .and(not(resideInAnyPackage(
                                "io.aiops.config..", "io.aiops.error", "io.aiops.service", "io.aiops.secret"))))
                .check(CORE);
    }

    @Test
    void algorithmsSeeOnlyProjectsWordsAndErrorsSoThatAnybodyMayBringTheirCode() {
        noClasses()
                .that()
                .resideInAPackage("io.aiops.algorithm..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.aiops..")
                        .and(not(resideInAnyPackage(
                                "io.aiops.algorithm..", "io.aiops.project", "io.aiops.service", "io.aiops.error"))))
                .check(CORE);
    }

    @Test
    void onlyThePostgresRoomSpeaksSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.aiops.postgres..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "java.sql..", "org.flywaydb..", "com.zaxxer..", "org.postgresql..")
                .check(CORE);
    }

    @Test
    void onlyTheRedisRoomSeesRedisSoThatEverythingElseLoadsWithoutItsClient() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.aiops.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("redis.clients..")
                .check(CORE);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.aiops", "io.aiops.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.aiops.redis..")
                .check(CORE);
    }

    @Test
    void theOrchestratorKnowsNoBackendByName() {
        noClasses()
                .that()
                .resideInAPackage("io.aiops.orchestration..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.aiops.runtime.local..", "io.aiops.postgres..")
                .check(CORE);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.aiops.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void nothingStaticHasState() {
        noFields()
                .that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.aiops..")
                .should()
                .notBeFinal()
                .check(CORE);
    }

    @Test
    void nobodyPrintsOrUsesAnotherLog() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.apache.commons.logging..")
                .check(CORE);
        noClasses().should().accessField(System.class, "out").check(CORE);
        noClasses().should().accessField(System.class, "err").check(CORE);
    }

    @Test
    void roomsHaveNamesThatSayWhatIsInThem() {
        List<String> vague = List.of("util", "utils", "common", "impl", "helper", "helpers", "manager", "misc");
        assertThat(CORE.stream().map(type -> type.getPackageName()).distinct())
                .allSatisfy(name -> assertThat(List.of(name.split("\\."))).doesNotContainAnyElementsOf(vague));
    }

    @Test
    void classesAreNamedByWhatDiffers() {
        classes().should().haveSimpleNameNotEndingWith("Impl").check(CORE);
        classes()
                .that()
                .haveSimpleNameEndingWith("Exception")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CORE);
    }
}
