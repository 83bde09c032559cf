import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import type { TenantId } from '../base/ids.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { type AddedTenant, addTenant, type NewTenant } from './add-tenant.ts';
import { type NewContact, removeContact, saveContact } from './contacts.ts';
import { changeCustomer, type CustomerChange } from './customer.ts';
import { resumeTenant, suspendTenant } from './suspension.ts';
import { addNumber, removeNumber } from './tenant-numbers.ts';

export interface CustomersDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  /** Who changes them. */
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/** What the operator does with customers. Each change is a transaction with its event of the tenant's audit log. */
export class Customers {
  readonly #deps: CustomersDeps;

  constructor(deps: CustomersDeps) {
    this.#deps = deps;
  }

  /** Throws what `addTenant` throws. */
  add(tenant: NewTenant): Promise<AddedTenant> {
    return this.#audited(
      (transaction, now) => addTenant(transaction, tenant, now),
      ({ tenantId }) => ({ tenantId, action: 'tenant-added' }),
    );
  }

  /** Returns the names of the fields that changed. Throws what `changeCustomer` throws. */
  change(tenantId: TenantId, change: CustomerChange): Promise<string[]> {
    return this.#audited(
      (transaction) => changeCustomer(transaction, tenantId, change),
      (fields) => (fields.length === 0 ? null : { tenantId, action: 'tenant-changed', detail: { fields } }),
    );
  }

  /** `from`: Unix ms. Returns whether anything changed. Throws what `addNumber` throws. */
  addNumber(tenantId: TenantId, number: string, from?: number): Promise<boolean> {
    return this.#audited(
      (transaction, now) => addNumber(transaction, { tenantId, number, now, from }),
      (added) => (added ? { tenantId, action: 'number-added', detail: { from: iso(from) } } : null),
    );
  }

  /** `at`: Unix ms; default: now. Returns whether the tenant had the number. Throws what `removeNumber` throws. */
  removeNumber(tenantId: TenantId, number: string, at?: number): Promise<boolean> {
    return this.#audited(
      (transaction, now) => removeNumber(transaction, { tenantId, number, now, at: at ?? now }),
      (removed) => (removed ? { tenantId, action: 'number-removed', detail: { at: iso(at) } } : null),
    );
  }

  /** Returns whether the contact is new. Throws what `saveContact` throws. */
  saveContact(tenantId: TenantId, contact: NewContact): Promise<boolean> {
    const detail = contact.kinds === undefined ? null : { kinds: [...contact.kinds] };
    return this.#audited(
      (transaction) => saveContact(transaction, tenantId, contact),
      (isNew) => ({ tenantId, action: isNew ? 'contact-added' : 'contact-changed', detail }),
    );
  }

  /** Returns whether there was such a contact. */
  removeContact(tenantId: TenantId, email: string): Promise<boolean> {
    return this.#audited(
      (transaction) => removeContact(transaction, tenantId, email),
      (removed) => (removed ? { tenantId, action: 'contact-removed' } : null),
    );
  }

  /** Returns whether anything changed. Throws what `suspendTenant` throws. */
  suspend(tenantId: TenantId, reason: string): Promise<boolean> {
    return this.#audited(
      (transaction, now) => suspendTenant(transaction, { tenantId, reason, now }),
      (changed) => (changed ? { tenantId, action: 'tenant-suspended' } : null),
    );
  }

  /** Returns whether it was suspended. Throws `tenant-unknown`. */
  resume(tenantId: TenantId): Promise<boolean> {
    return this.#audited(
      (transaction) => resumeTenant(transaction, tenantId),
      (changed) => (changed ? { tenantId, action: 'tenant-resumed' } : null),
    );
  }

  #audited<T>(
    work: (transaction: Database, now: number) => Promise<T>,
    eventOf: (done: T) => Pick<AuditEvent, 'tenantId' | 'action' | 'detail'> | null,
  ): Promise<T> {
    const { db, audit, clock, by } = this.#deps;
    return inTransaction(db, async (transaction) => {
      const done = await work(transaction, clock.now());
      const event = eventOf(done);
      const { actor, address } = by;
      if (event !== null) await audit.record({ actor, address, subject: null, ...event }, transaction);
      return done;
    });
  }
}

/** An instant of an event's detail; without one, the event's own. */
function iso(instantMs: number | undefined): string | null {
  return instantMs === undefined ? null : new Date(instantMs).toISOString();
}
