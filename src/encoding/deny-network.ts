import { constants } from 'node:os';
import koffi from 'koffi';

/** Of prctl(2). */
const PR_SET_SECCOMP = 22;
const PR_SET_NO_NEW_PRIVS = 38;
const SECCOMP_MODE_FILTER = 2;

/** System calls that open a socket, or a ring through which one can be opened: <asm/unistd.h>; AUDIT_ARCH_… of <linux/audit.h>. */
const MACHINES: Readonly<Partial<Record<NodeJS.Architecture, { readonly machine: number; readonly calls: number[] }>>> =
  {
    x64: { machine: 0xc000_003e, calls: [41, 425] },
    arm64: { machine: 0xc000_00b7, calls: [198, 425] },
  };

// Instructions of <linux/filter.h>, and the places in struct seccomp_data.
const LOAD = 0x20;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const RETURN = 0x06;
const CALL_NUMBER_AT = 0;
const MACHINE_AT = 4;
/** x86-64 has a second set of numbers from here on (x32). */
const OTHER_NUMBERS = 0x4000_0000;
const ALLOW = 0x7fff_0000;
/** With EACCES. */
const REFUSE = 0x0005_000d;
const INSTRUCTION_BYTES = 8;
/** struct sock_fprog: a count of 16 bits, padded, and an address. */
const PROGRAM_BYTES = 16;
const PROGRAM_ADDRESS_AT = 8;

/**
 * Whether `denyNetwork` can do it here. Needs no rights: it works in containers and under systemd's restrictions. A kernel that would
 * take a filter says that there is none at this address (seccomp(2)); one that has none, or may set none, says something else.
 */
export function canDenyNetwork(): boolean {
  if (MACHINES[process.arch] === undefined) return false;
  const result = prctl()(PR_SET_SECCOMP, 'long', SECCOMP_MODE_FILTER, 'void *', null, 'long', 0, 'long', 0);
  return result < 0 && koffi.errno() === constants.errno.EFAULT;
}

/**
 * Takes from this thread, and from every program that it starts from now on, the right to open sockets, for ever (seccomp(2)). For
 * a worker thread: others of this process are not changed. Pipes and socket pairs, by which Node talks with a program, are left.
 * Throws where the kernel refuses.
 */
export function denyNetwork(): void {
  const filter = filterFor(MACHINES[process.arch]!);
  const program = Buffer.alloc(PROGRAM_BYTES);
  program.writeUInt16LE(filter.length / INSTRUCTION_BYTES, 0);
  program.writeBigUInt64LE(koffi.address(filter), PROGRAM_ADDRESS_AT);
  const call = prctl();
  const isDenied =
    call(PR_SET_NO_NEW_PRIVS, 'long', 1, 'long', 0, 'long', 0, 'long', 0) === 0 &&
    call(PR_SET_SECCOMP, 'long', SECCOMP_MODE_FILTER, 'void *', program, 'long', 0, 'long', 0) === 0;
  if (!isDenied) throw new Error(`the network cannot be taken from a thread: errno ${koffi.errno()}`);
}

type Prctl = (option: number, ...typesAndArguments: readonly unknown[]) => number;

const prctl = (): Prctl => koffi.load('libc.so.6').func('int prctl(int, ...)') as Prctl;

/** A program for a machine that is not this one, or by other numbers, gets nothing either. */
function filterFor({ machine, calls }: NonNullable<(typeof MACHINES)['x64']>): Buffer {
  const toRefusal = (index: number): number => calls.length + 4 - index;
  const instructions: (readonly [code: number, ifTrue: number, ifFalse: number, value: number])[] = [
    [LOAD, 0, 0, MACHINE_AT],
    [IF_EQUAL, 0, toRefusal(1), machine],
    [LOAD, 0, 0, CALL_NUMBER_AT],
    [IF_AT_LEAST, toRefusal(3), 0, OTHER_NUMBERS],
    ...calls.map((number, index) => [IF_EQUAL, toRefusal(4 + index), 0, number] as const),
    [RETURN, 0, 0, ALLOW],
    [RETURN, 0, 0, REFUSE],
  ];
  const filter = Buffer.alloc(INSTRUCTION_BYTES * instructions.length);
  for (const [index, [code, ifTrue, ifFalse, value]] of instructions.entries()) {
    const at = INSTRUCTION_BYTES * index;
    filter.writeUInt16LE(code, at);
    filter.writeUInt8(ifTrue, at + 2);
    filter.writeUInt8(ifFalse, at + 3);
    filter.writeUInt32LE(value, at + 4);
  }
  return filter;
}
