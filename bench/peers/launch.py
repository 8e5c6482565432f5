"""Runs a program on given cores and prints what it took: seconds, exit code, peak memory in kB, blocks of 512 bytes written.

usage: python3 -I -S launch.py CORE[,CORE...] LOG PROGRAM [argument...]

What a process starts begins with the starting one's memory, which counts into the peak of what is started. So this is a
process of its own, and loads as little as Python can: the peak of what it starts cannot be seen below about 10 MB.
"""
import os
import sys
import time


def main():
    cores, log, *command = sys.argv[1:]
    os.sched_setaffinity(0, set(map(int, cores.split(","))))
    output = [(os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), (os.POSIX_SPAWN_DUP2, 1, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=output)
    _, status, usage = os.wait4(process, 0)
    print(time.perf_counter() - start, os.waitstatus_to_exitcode(status), usage.ru_maxrss, usage.ru_oublock)


if __name__ == "__main__":
    main()
