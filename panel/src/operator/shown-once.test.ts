// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createElement, type ReactNode, useState } from 'react';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { client, type Plan, type Source } from '../api/client.ts';
import { allTexts } from '../i18n/all.ts';
import { setUpDialogs, withinPanel } from '../ui/dialog-test-kit.ts';
import { Dialog } from '../ui/dialog.tsx';
import { CustomerImportButton } from './customer-import.tsx';
import { NewCustomer } from './new-customer.tsx';
import { SourceDigestForm } from './source-digest-form.tsx';

const { dialog, operator, customerImport, sources } = allTexts.pl;

beforeAll(setUpDialogs);

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
afterAll(() => void vi.unstubAllGlobals());

function show(children: ReactNode): void {
  render(withinPanel(createElement(QueryClientProvider, { client: new QueryClient(), children })));
}

const account = (login: string) => ({ login, password: `hasło-${login}` });
const answer = (data: unknown) => ({ data, response: new Response() }) as never;
const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));
const esc = () => fireEvent.keyDown(document.body, { key: 'Escape' });
const question = () => screen.queryByText(dialog.unsaved.secret.title);

/** Esc asks, and then what is shown once is still there. */
async function asks(): Promise<void> {
  esc();
  await press(dialog.unsaved.secret.stay);
  await waitFor(() => expect(question()).toBeNull());
}

test('the passwords of a new customer are asked about, until they are said to be saved', async () => {
  vi.spyOn(client, 'POST').mockResolvedValue(answer({ panel: account('anna'), ftp: account('acme') }));
  const plan = { name: 'Biznes', isRetired: false, monthlyNetGrosze: 1000 } as Plan;
  show(createElement(NewCustomer, { plans: [plan] }));
  await press(operator.customer.add);
  fireEvent.change(await screen.findByLabelText(operator.customer.name), { target: { value: 'Acme' } });
  await press(operator.customer.save);
  await screen.findByText(/hasło-anna/);
  await asks();
  screen.getByText(/hasło-acme/);
  await press(operator.customer.passwordsSaved);
  await waitFor(() => expect(screen.queryByText(/hasło-anna/)).toBeNull());
});

function DigestPage() {
  const [opened, setOpened] = useState(true);
  const source = { id: 's', digestUser: 'pbx' } as Source;
  const onClose = () => setOpened(false);
  return createElement(Dialog, { opened, onClose, children: createElement(SourceDigestForm, { source, onClose }) });
}

test('the secret of a source is asked about', async () => {
  vi.spyOn(client, 'PUT').mockResolvedValue(answer({ secret: 'abcd-efgh' }));
  show(createElement(DigestPage));
  await press(sources.digest.make);
  await screen.findByText('abcd-efgh');
  await asks();
  await press(sources.keyReady.close);
  await waitFor(() => expect(screen.queryByText('abcd-efgh')).toBeNull());
});

test('an import that writes cannot be closed, and its passwords are asked about by each button', async () => {
  const row = { line: 2, name: 'Acme', action: 'add', panel: account('anna'), ftp: account('acme') };
  const written = Promise.withResolvers<never>();
  vi.spyOn(client, 'POST')
    .mockResolvedValueOnce(
      answer({ problems: [], rows: [{ line: 2, name: 'Acme', action: 'add' }], unpricedPlans: [] }),
    )
    .mockReturnValueOnce(written.promise);
  show(createElement(CustomerImportButton));
  await press(customerImport.open);
  await screen.findByText(customerImport.lead);
  const file = Object.assign(new File(['nazwa'], 'klienci.csv'), { arrayBuffer: async () => new ArrayBuffer(5) });
  fireEvent.change(document.querySelector('input[type=file]')!, { target: { files: [file] } });
  await press(customerImport.check);
  await press(customerImport.run);

  await waitFor(() => expect(screen.queryByRole('button', { name: dialog.close })).toBeNull());
  esc();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: customerImport.close }).disabled).toBe(true);
  expect(screen.queryByText(dialog.unsaved.dialog.title)).toBeNull();

  await act(async () => written.resolve(answer({ problems: [], rows: [row], unpricedPlans: [] })));
  await screen.findByText(customerImport.passwords);
  await asks();
  await press(customerImport.close);
  await press(dialog.unsaved.secret.leave);
  await waitFor(() => expect(screen.queryByText(customerImport.lead)).toBeNull());
});
