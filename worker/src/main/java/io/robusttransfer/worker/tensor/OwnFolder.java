package io.robusttransfer.worker.tensor;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** A folder that no other user can write to, since programs are loaded from it. */
final class OwnFolder {
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private OwnFolder() {}

    /** A folder of this user's own in one that all users share. */
    static Path in(Path shared) {
        try {
            UserPrincipal user = user(shared);
            Path folder = shared.resolve(".djl.ai-" + user.getName());
            try {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
            } catch (FileAlreadyExistsException e) {
                requireOwn(folder, user);
            }
            return folder;
        } catch (IOException e) {
            throw new Failure.WrongInput(
                    Natives.CACHE + ": libtorch's native libraries (0.5 GB) cannot be written to " + shared + " ("
                            + e.getMessage() + "); name a folder that can be written",
                    e);
        }
    }

    private static void requireOwn(Path folder, UserPrincipal user) throws IOException {
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory()
                || !found.owner().equals(user)
                || !found.permissions().equals(OWNER_ALONE)) {
            throw new Failure.WrongInput(Natives.CACHE + ": " + folder + " is no folder of " + user.getName()
                    + " alone (owner " + found.owner().getName() + ", "
                    + PosixFilePermissions.toString(found.permissions())
                    + "), and libtorch is not loaded from what others"
                    + " can write to; remove it, or name another folder");
        }
    }

    private static UserPrincipal user(Path shared) throws IOException {
        Path probe = Files.createTempFile(shared, "djl", "");
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
