package io.aiops.app.http;

/**
 * Who makes a call.
 *
 * @param userId the account's id
 * @param username the account's name
 * @param admin whether it is an administrator
 * @param tokenId the token it came with
 */
public record Caller(String userId, String username, boolean admin, String tokenId) {}
