// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useTypedFilter } from './use-typed-filter.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show() {
  const onChange = vi.fn<(value: string | undefined) => void>();
  const { result, rerender, unmount } = renderHook(
    ({ value }: { value: string | undefined }) => useTypedFilter({ value, onChange }, ({ length }) => length > 2),
    { initialProps: { value: undefined as string | undefined } },
  );
  const type = (text: string) => act(() => result.current.type(text));
  return { onChange, result, unmount, type, search: (value: string | undefined) => rerender({ value }) };
}

const rest = () => act(() => void vi.runAllTimers());

test('what is typed is searched for when typing rests, and is not set back by its own search', () => {
  const { onChange, result, type, search } = show();
  type('60');
  type('600 ');
  expect(onChange).not.toHaveBeenCalled();
  rest();
  expect(onChange.mock.calls).toEqual([['600']]);
  type('600 1');
  search('600');
  expect(result.current.text).toBe('600 1');
});

test('another search replaces what is being typed', () => {
  const { onChange, result, type, search } = show();
  type('600');
  search('512');
  rest();
  expect([result.current.text, onChange.mock.calls]).toEqual(['512', []]);
});

test('what cannot be searched for is an error, until another search', () => {
  const { onChange, result, type, search } = show();
  type('60');
  rest();
  expect([result.current.unusable, onChange.mock.calls]).toEqual([true, []]);
  search('512');
  expect([result.current.unusable, result.current.text]).toEqual([false, '512']);
});

test('of a field that is replaced nothing is searched for', () => {
  const { onChange, type, unmount } = show();
  type('600');
  unmount();
  rest();
  expect(onChange).not.toHaveBeenCalled();
});
