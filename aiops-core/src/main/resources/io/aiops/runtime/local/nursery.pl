# Starts keepers. The platform gives its orders through standard input; for each order this forks, and the fork becomes the shell
# that runs the keeper, in a session of its own. What happens to the nursery later, even its end, does not touch a keeper.
#
#   perl nursery.pl
#
# An order is texts that each end with a NUL: how many follow, the folder to work in, the token that proves the keeper ours, and
# the keeper's arguments, its script first. The answer is a line on standard output: the keeper's number, or a reason. The fork
# holds that output until it has answered, so that its end without an answer means that no keeper came to be.
#
# The nursery ends with its input, thus with the platform.
require Config;

# The numbers of setsid and rt_sigprocmask: the module POSIX takes longer to load than all the rest of this.
my %numbers = (
    x86_64 => [112, 14],
    aarch64 => [157, 135],
    riscv64 => [157, 135],
    powerpc64le => [66, 126],
    ppc64le => [66, 126],
    s390x => [66, 175],
);
my ($setsid, $sigprocmask) = @{ $numbers{ ($Config::Config{archname} =~ /^([^-]+)/)[0] } || [0, 0] };
require POSIX unless $setsid;

sub new_session {
    if ($setsid) { syscall($setsid); }
    else { POSIX::setsid(); }
}

# Some JVMs let what they start begin with signals blocked.
sub unblock_signals {
    if ($sigprocmask) {
        my ($set_mask, $none) = (2, pack('x8'));
        syscall($sigprocmask, $set_mask, $none, 0, 8);
    } else {
        POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new());
    }
}

sub answer {
    syswrite(STDOUT, "$_[0]\n");
}

sub become_keeper {
    my ($folder, $token, @arguments) = @_;
    $SIG{CHLD} = 'DEFAULT';
    new_session();
    unless (chdir($folder) && open(STDERR, '>>', 'keeper.log')) {
        answer("cannot work in $folder: $!");
        exit(1);
    }
    answer($$) or exit(1);
    open(STDIN, '<', '/dev/null');
    open(STDOUT, '>>', 'keeper.log');
    # The launcher begins a session for each attempt, and need not look for the number again.
    %ENV = (PATH => $ENV{PATH}, PWD => $folder, AIOPS_KEEPER => $token, AIOPS_SETSID => $setsid);
    exec { '/bin/sh' } 'sh', @arguments;
    exit(1);
}

umask(077);
unblock_signals();
new_session();
chdir('/');
$SIG{CHLD} = 'IGNORE'; # keepers that end leave no zombie

my $order = '';
while (sysread(STDIN, $order, 4096, length($order))) {
    my ($count, @texts) = split(/\0/, $order, -1);
    next if @texts <= $count; # its rest is still to come; what follows the last NUL is one more, empty
    $order = '';
    my $child = fork();
    if (!defined $child) { answer("cannot fork: $!"); }
    elsif ($child == 0) { become_keeper(@texts[0 .. $count - 1]); }
}
