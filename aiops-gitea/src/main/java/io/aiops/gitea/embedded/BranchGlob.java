package io.aiops.gitea.embedded;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The pattern of a webhook over branch names: {@code *}, {@code ?}, {@code {a,b}} and {@code [a-z]}. */
final class BranchGlob {

    private static final int LONGEST = 200;

    private BranchGlob() {}

    /** Whether a branch passes; everything passes an empty pattern. */
    static boolean passes(String glob, String branch) {
        return glob.isEmpty()
                || compile(glob)
                        .filter(pattern -> pattern.matcher(branch).matches())
                        .isPresent();
    }

    /** 422 unless the text is a pattern. */
    static String require(String glob) {
        if (!glob.isEmpty() && (glob.length() > LONGEST || compile(glob).isEmpty())) {
            throw Refusal.invalid("[branch_filter]: GlobPattern");
        }
        return glob;
    }

    private static Optional<Pattern> compile(String glob) {
        StringBuilder regex = new StringBuilder();
        int braces = 0;
        for (int i = 0; i < glob.length(); i++) {
            char sign = glob.charAt(i);
            switch (sign) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '{' -> {
                    regex.append("(?:");
                    braces++;
                }
                case '}' -> {
                    regex.append(')');
                    braces--;
                }
                case ',' -> regex.append(braces > 0 ? "|" : ",");
                case '[', ']', '-' -> regex.append(sign);
                default -> regex.append(Pattern.quote(String.valueOf(sign)));
            }
        }
        try {
            return Optional.of(Pattern.compile(regex.toString().replace(".*.*", ".*")));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }
}
