package io.aiops.gitea;

import java.util.List;

/**
 * A release.
 *
 * @param id its number
 * @param tagName its tag
 * @param targetCommitish the branch or commit the tag was made on
 * @param name its title
 * @param body its text
 * @param draft whether it is not published yet
 * @param prerelease whether it is not for everybody
 * @param htmlUrl its page
 * @param assets its files
 */
public record Release(
        long id,
        String tagName,
        String targetCommitish,
        String name,
        String body,
        boolean draft,
        boolean prerelease,
        String htmlUrl,
        List<ReleaseAsset> assets) {

    /** Takes nothing as empty. */
    public Release {
        tagName = Absent.text(tagName);
        targetCommitish = Absent.text(targetCommitish);
        name = Absent.text(name);
        body = Absent.text(body);
        htmlUrl = Absent.text(htmlUrl);
        assets = Absent.list(assets);
    }
}
