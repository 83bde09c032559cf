// @vitest-environment jsdom
import { TextInput } from '@mantine/core';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createElement, type ReactNode, useState } from 'react';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { allTexts } from '../i18n/all.ts';
import { setUpDialogs, withinPanel } from './dialog-test-kit.ts';
import { Dialog } from './dialog.tsx';
import { useForm, useLoss, useUnsavedState } from './use-form.ts';

const { unsaved } = allTexts.pl.dialog;

beforeAll(setUpDialogs);

afterEach(cleanup);
afterAll(() => void vi.unstubAllGlobals());

function NameForm() {
  const form = useForm({ initialValues: { name: 'Anna' } });
  return createElement(TextInput, { label: 'Nazwa', ...form.getInputProps('name') });
}

/** As dialogs with one field have it. */
function OneField() {
  const [name, setName] = useUnsavedState('Anna');
  return createElement(TextInput, { label: 'Nazwa', value: name, onChange: (event) => setName(event.target.value) });
}

function Code() {
  useLoss(() => 'secret');
  return 'abcd-efgh';
}

function Page({ contents, onClosed }: { contents: () => ReactNode; onClosed: () => void }) {
  const [opened, setOpened] = useState(true);
  const close = () => {
    setOpened(false);
    onClosed();
  };
  const dialog = { opened, onClose: close, title: 'Zmiana nazwy', transitionProps: { duration: 0 } };
  return createElement(Dialog, { ...dialog, children: createElement(contents) });
}

function show(contents: () => ReactNode = NameForm) {
  const onClosed = vi.fn<() => void>();
  render(withinPanel(createElement(Page, { contents, onClosed })));
  return { onClosed, esc: () => fireEvent.keyDown(document.body, { key: 'Escape' }) };
}

const field = () => screen.getByLabelText<HTMLInputElement>('Nazwa');
const question = () => screen.queryByText(unsaved.dialog.title);

test('a dialog without changes is closed by Esc', async () => {
  const { onClosed, esc } = show();
  esc();
  await waitFor(() => expect(onClosed).toHaveBeenCalledOnce());
  expect(question()).toBeNull();
});

test('one field without a form is asked about, unless it has its first value again', async () => {
  const { onClosed, esc } = show(OneField);
  fireEvent.change(field(), { target: { value: 'Ewa' } });
  esc();
  fireEvent.click(await screen.findByRole('button', { name: unsaved.dialog.stay }));
  await waitFor(() => expect(question()).toBeNull());
  fireEvent.change(field(), { target: { value: 'Anna' } });
  await waitFor(() => {
    esc();
    expect(onClosed).toHaveBeenCalledOnce();
  });
});

test('a secret that is not shown again is asked about', async () => {
  const { onClosed, esc } = show(Code);
  esc();
  fireEvent.click(await screen.findByRole('button', { name: unsaved.secret.leave }));
  await waitFor(() => expect(onClosed).toHaveBeenCalledOnce());
});

test('changes are asked about, by Esc and by the button; what was typed stays until they are given up', async () => {
  const { onClosed, esc } = show();
  fireEvent.change(field(), { target: { value: 'Ewa' } });
  esc();
  fireEvent.click(await screen.findByRole('button', { name: unsaved.dialog.stay }));
  await waitFor(() => expect(question()).toBeNull());
  expect([field().value, onClosed.mock.calls.length]).toEqual(['Ewa', 0]);

  fireEvent.click(screen.getByRole('button', { name: allTexts.pl.dialog.close, hidden: true }));
  await screen.findByText(unsaved.dialog.title);
  // Esc answers the question, and does not ask again.
  esc();
  await waitFor(() => expect(question()).toBeNull());
  expect(onClosed).not.toHaveBeenCalled();

  await waitFor(() => {
    esc();
    expect(question()).not.toBeNull();
  });
  fireEvent.click(screen.getByRole('button', { name: unsaved.dialog.leave }));
  await waitFor(() => expect(onClosed).toHaveBeenCalledOnce());
});
