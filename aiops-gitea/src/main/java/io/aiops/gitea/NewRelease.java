package io.aiops.gitea;

/**
 * A release to make.
 *
 * @param tagName its tag, made where there is none
 * @param target the branch or commit for a new tag; empty for the default branch
 * @param name its title
 * @param body its text
 * @param draft whether it is not published yet
 * @param prerelease whether it is not for everybody
 */
public record NewRelease(String tagName, String target, String name, String body, boolean draft, boolean prerelease) {

    /** One of that tag, with the tag as title. */
    public static NewRelease of(String tagName) {
        return new NewRelease(tagName, "", tagName, "", false, false);
    }

    /** The same with its new tag there. */
    public NewRelease at(String branchOrCommit) {
        return new NewRelease(tagName, branchOrCommit, name, body, draft, prerelease);
    }

    /** The same with a title and a text. */
    public NewRelease saying(String title, String text) {
        return new NewRelease(tagName, target, title, text, draft, prerelease);
    }

    JsonFields fields() {
        return new JsonFields()
                .with("tag_name", (Object) tagName)
                .text("target_commitish", target)
                .text("name", name)
                .text("body", body)
                .with("draft", (Object) draft)
                .with("prerelease", (Object) prerelease);
    }
}
