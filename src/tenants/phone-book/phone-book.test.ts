import { expect, test } from 'vitest';
import { insertTenant } from '../../../test/kit/catalog-rows.ts';
import { testDatabase } from '../../../test/kit/database.ts';
import { MAX_PHONE_BOOK_ENTRIES, namesOf, numbersNamed, PhoneBook } from './phone-book.ts';

const { db } = testDatabase();
const NOW = Date.parse('2026-11-30T12:00:00Z');
const page = { text: '', offset: 0, limit: 50 };

test('names are found by number, whatever its notation, and by a part of the name without marks; each tenant has its own', async () => {
  const [tenant, other] = [await insertTenant(db), await insertTenant(db, 'Kwiaciarnia')];
  const book = new PhoneBook(db, tenant);
  await book.set('22 123 45 67', ' Biuro w Łodzi ', NOW);
  await book.set('101', 'Recepcja', NOW);
  await new PhoneBook(db, other).set('101', 'Magazyn', NOW);
  expect(await namesOf(db, tenant, ['+48221234567', '101', '102'])).toEqual(
    new Map([
      ['+48221234567', 'Biuro w Łodzi'],
      ['101', 'Recepcja'],
    ]),
  );
  expect(await numbersNamed(db, tenant, 'LODZI', 10)).toEqual(['+48221234567']);
  expect(await numbersNamed(db, tenant, 'magazyn', 10)).toEqual([]);
  expect(await book.list({ ...page, text: '123 45' })).toEqual({
    entries: [{ number: '+48221234567', name: 'Biuro w Łodzi' }],
    found: 1,
    total: 2,
  });
  await book.set('+48 22 123-45-67', 'Biuro', NOW);
  expect((await book.list(page)).entries.map(({ name }) => name)).toEqual(['Biuro', 'Recepcja']);
  await book.remove('0048 221234567');
  await expect(book.remove('221234567')).rejects.toMatchObject({ code: 'not-found' });
  for (const typed of ['anonymous', 'Jan', '*21*101#'])
    await expect(book.set(typed, 'x', NOW), typed).rejects.toMatchObject({ code: 'number-invalid' });
});

test('an import says what it would do, then does it, and never more than fits', async () => {
  const tenant = await insertTenant(db);
  const book = new PhoneBook(db, tenant);
  await book.set('101', 'Recepcja', NOW);
  await book.set('102', 'Magazyn', NOW);
  const entries = [
    { number: '101', name: 'Recepcja' },
    { number: '103', name: 'Sklep' },
  ];
  const changes = { replace: true, nowMs: NOW };
  const outcome = { added: 1, changed: 0, unchanged: 1, removed: 1 };
  expect(await book.import(entries, { ...changes, dryRun: true })).toEqual(outcome);
  expect((await book.list(page)).total).toBe(2);
  expect(await book.import(entries, { ...changes, dryRun: false })).toEqual(outcome);
  expect((await book.list(page)).entries).toEqual(entries);

  const many = Array.from({ length: MAX_PHONE_BOOK_ENTRIES - 1 }, (_, index) => ({
    number: `+4860${index}`,
    name: 'x',
  }));
  const merge = { replace: false, dryRun: false, nowMs: NOW };
  await expect(book.import(many, merge)).rejects.toMatchObject({ code: 'phone-book-full' });
  await book.import(many, { ...merge, replace: true });
  await book.set('101', 'Recepcja', NOW);
  await expect(book.set('104', 'Biuro', NOW)).rejects.toMatchObject({ code: 'phone-book-full' });
});
