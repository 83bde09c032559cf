import { expect, test } from 'vitest';
import { createMetrics, labelledCounter } from './metrics.ts';

test('a counter with labels begins at 0 for each combination of known values', async () => {
  const registry = createMetrics();
  const named = { registry, name: 'fonoteka_test_total', help: 'x' };
  labelledCounter({ ...named, labels: { kind: ['a', 'b'], outcome: ['ok', 'bad'] } });
  labelledCounter({ ...named, name: 'fonoteka_unknown_total', labels: { code: null } });
  const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('fonoteka_'));
  expect(lines).toEqual([
    'fonoteka_test_total{kind="a",outcome="ok"} 0',
    'fonoteka_test_total{kind="a",outcome="bad"} 0',
    'fonoteka_test_total{kind="b",outcome="ok"} 0',
    'fonoteka_test_total{kind="b",outcome="bad"} 0',
  ]);
});
