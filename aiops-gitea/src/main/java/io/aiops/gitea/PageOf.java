package io.aiops.gitea;

import java.util.List;
import java.util.OptionalLong;

/** One page as it came: its items, how many there are in all, and where the next one is. */
record PageOf<T>(List<T> items, OptionalLong total, PageLinks links) {}
