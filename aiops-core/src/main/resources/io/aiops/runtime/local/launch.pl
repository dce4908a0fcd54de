# Becomes the command that the launch file describes; the process id stays the same.
#
#   perl launch.pl <launch file> <attempt> <sweep>
#
# Every module costs a start more than all of this does, so there is none.
#
# The file holds texts that each end with a NUL: the word aiops-launch-1, the token, the working directory, the files for
# standard output and standard error, the number of arguments and the arguments, the number of environment entries and the
# entries. Nothing in it is read by a shell. If the command cannot run, the reason goes to the file noexec and to its log.
my ($file, $attempt, $sweep) = @ARGV;

sub refuse {
    my ($reason, $status) = @_;
    umask(077);
    if (open(my $note, '>', 'noexec')) { print {$note} "$reason\n"; close($note); }
    print STDERR "aiops: $reason\n";
    exit($status);
}

# A session of its own for each attempt. The nursery knows the number of the system call.
my $setsid = $ENV{AIOPS_SETSID} || 0;
unless ($setsid && syscall($setsid + 0) == $$) {
    require POSIX;
    POSIX::setsid();
}

open(my $in, '<:raw', $file) or refuse("cannot read the launch file: $!", 126);
my $text = do { local $/; <$in> };
close($in);
my @parts = split(/\0/, $text, -1);
sub next_part { @parts > 1 or refuse('the launch file is damaged', 126); return shift @parts; }

next_part() eq 'aiops-launch-1' or refuse('the launch file is of another version', 126);
my ($token, $directory, $out, $err) = (next_part(), next_part(), next_part(), next_part());
my @command = map { next_part() } 1 .. next_part();
my @entries = map { next_part() } 1 .. next_part();

umask(027); # logs are for the owner and the group
open(STDIN, '<', '/dev/null') or refuse("cannot read /dev/null: $!", 126);
open(STDOUT, '>>', $out) or refuse("cannot write to $out: $!", 126);
open(STDERR, '>>', $err) or refuse("cannot write to $err: $!", 126);
umask(022);

# What earlier attempts left behind, such as a worker in a session of its own that still holds the port.
if ($sweep) {
    opendir(my $proc, '/proc');
    for my $other (grep { /^[0-9]+$/ && $_ > 1 && $_ != $$ } readdir($proc)) {
        open(my $environ, '<:raw', "/proc/$other/environ") or next;
        my $values = do { local $/; <$environ> };
        close($environ);
        kill('KILL', $other) if defined $values && index("\0$values", "\0AIOPS_TOKEN=$token.") >= 0;
    }
}

# Who we are: from now on the platform knows this process by its start time.
if (open(my $stat, '<', '/proc/self/stat')) {
    my $line = do { local $/; <$stat> };
    close($stat);
    $line =~ s/^.*\)//s;
    my $born = (split(' ', $line))[19];
    if (open(my $journal, '>>', 'journal')) {
        syswrite($journal, "\nstarted $attempt $$ $born ;\n");
        close($journal);
    }
}
exit(0) if -e 'stop';

%ENV = ();
for my $entry (@entries) {
    my ($name, $value) = split(/=/, $entry, 2);
    $ENV{$name} = $value;
}
$ENV{AIOPS_TOKEN} = "$token.$attempt";

my $state = readlink('/proc/self/cwd');
chdir($directory) or refuse("cannot enter $directory: $!", 126);

my $program = $command[0];
if (index($program, '/') < 0) {
    my ($found) = grep { -f $_ && -x _ } map { ($_ eq '' ? '.' : $_) . "/$program" } split(/:/, $ENV{PATH} // '', -1);
    $program = $found // "./$program";
}
$SIG{$_} = 'DEFAULT' for qw(INT QUIT PIPE HUP TERM);
exec { $program } @command;
my ($reason, $status) = ("cannot run $command[0]: $!", $! == 2 ? 127 : 126);
chdir($state);
refuse($reason, $status);
