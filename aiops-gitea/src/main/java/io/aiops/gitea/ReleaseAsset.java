package io.aiops.gitea;

/**
 * A file of a release.
 *
 * @param id its number
 * @param name its name
 * @param size its size in bytes
 * @param uuid its id in addresses
 * @param browserDownloadUrl where it is, by the server's own idea of its name
 */
public record ReleaseAsset(long id, String name, long size, String uuid, String browserDownloadUrl) {

    /** Takes nothing as empty. */
    public ReleaseAsset {
        name = Absent.text(name);
        uuid = Absent.text(uuid);
        browserDownloadUrl = Absent.text(browserDownloadUrl);
    }
}
