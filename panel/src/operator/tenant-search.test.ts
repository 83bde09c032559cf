import { expect, it } from 'vitest';
import { findTenants, formatNumbers } from './tenant-search.ts';

function tenant(name: string, ...numbers: string[]) {
  const services = {
    plan: 'Biznes',
    recordingEnabled: true,
    retentionDays: 30,
    pushActive: false,
    suspension: null,
    leave: null,
  };
  return { id: name, name, numbers, ...services };
}

const TENANTS = [tenant('Kwiaciarnia Łąka', '+48221234567'), tenant('Piekarnia 22', '+48512345678', '+48512000000')];

it.each([
  ['', ['Kwiaciarnia Łąka', 'Piekarnia 22']],
  ['ŁĄKA', ['Kwiaciarnia Łąka']],
  ['512 345', ['Piekarnia 22']],
  ['+48 (0)22 123-45-67', ['Kwiaciarnia Łąka']],
  ['0048 512', ['Piekarnia 22']],
  ['0512345678', ['Piekarnia 22']],
  ['22', ['Kwiaciarnia Łąka', 'Piekarnia 22']],
  ['nobody', []],
])('finds by %j', (text, names) => {
  expect(findTenants(TENANTS, text).map(({ name }) => name)).toEqual(names);
});

it('formats all numbers, each without a line break', () => {
  expect(formatNumbers(TENANTS[1]!).split(' ')).toEqual(['512\u00a0345\u00a0678,', '512\u00a0000\u00a0000']);
});
