import { AuditLog } from '../../src/audit/index.ts';

/**
 * In a child process: kills it (SIGKILL) at a step. A step is a call of a counted object, or the end of a call of the audit log,
 * which is the last thing before a transaction's commit.
 */
export function killAtStep(last: number) {
  let steps = 0;
  const step = (): void => {
    if (steps++ === last) process.kill(process.pid, 'SIGKILL');
  };
  return {
    /** The same object, with a step before each call of a method. */
    counted: <T extends object>(target: T): T =>
      new Proxy(target, {
        get(_, name) {
          const member = Reflect.get(target, name, target) as unknown;
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) => {
            step();
            return Reflect.apply(member, target, given) as unknown;
          };
        },
      }),
    CountedAuditLog: class extends AuditLog {
      override async recordAll(...given: Parameters<AuditLog['recordAll']>): Promise<void> {
        await super.recordAll(...given);
        step();
      }
    },
  };
}
