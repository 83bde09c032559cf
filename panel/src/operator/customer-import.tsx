import { Alert, Button, Checkbox, FileInput, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type paths } from '../api/client.ts';
import { type Column, DataList } from '../ui/data-list.tsx';
import { CloseDialog, Dialog } from '../ui/dialog.tsx';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { Icon } from '../ui/icon.tsx';
import { useLoss } from '../ui/use-form.ts';
import { base64Of, passwordsCsv } from './import-files.ts';

export type CustomerImport =
  paths['/api/v1/operator/tenants/import']['post']['responses'][200]['content']['application/json'];

/** Limit of the API. */
const MAX_BYTES = 1_500_000;

/** A button that opens the import of customers from a CSV file, which is checked before anything is written. */
export function CustomerImportButton() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const [isWriting, setWriting] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<Icon name="folder" size={16} />} onClick={dialog.open}>
        {t('customerImport.open')}
      </Button>
      <Dialog
        opened={opened}
        onClose={dialog.close}
        size="xl"
        title={t('customerImport.title')}
        closeOnClickOutside={false}
        // The answer alone has the new customers' passwords.
        closeOnEscape={!isWriting}
        withCloseButton={!isWriting}
      >
        {opened && <ImportForm isWriting={isWriting} onWriting={setWriting} />}
      </Dialog>
    </>
  );
}

interface ImportFormProps {
  isWriting: boolean;
  onWriting: (isWriting: boolean) => void;
}

function ImportForm({ isWriting, onWriting }: ImportFormProps) {
  const { t } = useTranslation();
  const close = use(CloseDialog);
  const notices = useNotices();
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [skipBad, setSkipBad] = useState(false);
  /** Of the last run that wrote; the file is not checked again after it. */
  const [isWritten, setWritten] = useState(false);
  const run = api.useMutation('post', '/api/v1/operator/tenants/import');
  useLoss(() => (file === null || isWritten ? null : 'dialog'));
  const send = async (dryRun: boolean): Promise<void> => {
    if (file === null) return;
    onWriting(!dryRun);
    // A failure of the request is shown below the form.
    const isDone = await base64Of(file)
      .then((content) => run.mutateAsync({ body: { file: content, dryRun, skipBad } }))
      .then(
        () => true,
        () => false,
      );
    onWriting(false);
    if (dryRun || !isDone) return;
    setWritten(true);
    notices.done(t('customerImport.done'));
    await queryClient.invalidateQueries({ queryKey: ['get', '/api/v1/operator/tenants'] });
  };
  const isTooLarge = file !== null && file.size > MAX_BYTES;
  const mayRun = run.data !== undefined && run.data.rows.length > 0 && !isWritten;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('customerImport.lead')}
      </Text>
      {!isWritten && (
        <FileInput
          data-autofocus
          accept=".csv,text/csv,text/plain"
          disabled={isWriting}
          label={t('customerImport.file')}
          placeholder={t('customerImport.choose')}
          value={file}
          error={isTooLarge && t('customerImport.tooLarge')}
          onChange={(chosen) => {
            setFile(chosen);
            run.reset();
          }}
        />
      )}
      <RequestFailed error={run.error} />
      <div aria-live="polite">{run.data !== undefined && <Result of={run.data} isWritten={isWritten} />}</div>
      {run.data !== undefined && run.data.problems.length > 0 && !isWritten && (
        <Checkbox
          label={t('customerImport.skipBad')}
          checked={skipBad}
          onChange={(event) => setSkipBad(event.currentTarget.checked)}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" disabled={isWriting} onClick={close}>
          {t('customerImport.close')}
        </Button>
        {!isWritten && (
          <Button
            variant={mayRun ? 'light' : 'filled'}
            disabled={file === null || isTooLarge}
            loading={run.isPending}
            onClick={() => void send(true)}
          >
            {t('customerImport.check')}
          </Button>
        )}
        {mayRun && (
          <Button loading={run.isPending} onClick={() => void send(false)}>
            {t('customerImport.run')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Result({ of: { problems, rows, unpricedPlans }, isWritten }: { of: CustomerImport; isWritten: boolean }) {
  const { t } = useTranslation();
  const count = (action: string): number => rows.filter((row) => row.action === action).length;
  return (
    <Stack>
      {!isWritten && <Alert icon={<Icon name="info" />}>{t('customerImport.checkedNothing')}</Alert>}
      {problems.length === 0 ? <Text>{t('customerImport.noProblems')}</Text> : <Problems problems={problems} />}
      {unpricedPlans.length > 0 && (
        <Alert color="yellow" icon={<Icon name="warning" />}>
          {t('customerImport.unpriced', { plans: unpricedPlans.join(', ') })}
        </Alert>
      )}
      {rows.length > 0 && (
        <>
          <Title order={3}>{t('customerImport.rows')}</Title>
          <Text>
            {t('customerImport.summary', { add: count('add'), change: count('change'), keep: count('keep') })}
          </Text>
          <ImportedRows rows={rows} />
        </>
      )}
      {isWritten && rows.some(({ panel }) => panel !== undefined) && <Passwords rows={rows} />}
    </Stack>
  );
}

function Problems({ problems }: Pick<CustomerImport, 'problems'>) {
  const { t } = useTranslation();
  const columns: Column<CustomerImport['problems'][number]>[] = [
    { label: t('customerImport.line'), numeric: true, cell: ({ line }) => line },
    { label: t('customerImport.column'), cell: ({ column }) => column ?? '–' },
    { label: t('customerImport.problem'), cell: (row) => <Problem {...row} /> },
  ];
  return (
    <>
      <Title order={3}>{t('customerImport.problems')}</Title>
      <DataList
        label={t('customerImport.problems')}
        columns={columns}
        rows={problems}
        rowKey={({ line, column, problem }) => `${line} ${column} ${problem}`}
      />
    </>
  );
}

/** The service's own words where they say more than the code. */
function Problem({ code, problem, value }: CustomerImport['problems'][number]) {
  const { t } = useTranslation();
  const text = t(`customerImport.because.${code}`, { value: value ?? '' });
  if (code !== 'value-invalid' && code !== 'failed') return text;
  return (
    <>
      {text}{' '}
      <Text span size="sm" c="dimmed" lang="en">
        {problem}
      </Text>
    </>
  );
}

function ImportedRows({ rows }: Pick<CustomerImport, 'rows'>) {
  const { t } = useTranslation();
  const columns: Column<CustomerImport['rows'][number]>[] = [
    { label: t('customerImport.line'), numeric: true, cell: ({ line }) => line },
    { label: t('customerImport.name'), cell: ({ name }) => <strong>{name}</strong> },
    { label: t('customerImport.action'), cell: ({ action }) => t(`customerImport.actions.${action}`) },
  ];
  return (
    <DataList label={t('customerImport.rows')} columns={columns} rows={rows} rowKey={({ line }) => String(line)} />
  );
}

/** They are in this answer only. */
function Passwords({ rows }: Pick<CustomerImport, 'rows'>) {
  const { t } = useTranslation();
  const [isSaved, setSaved] = useState(false);
  useLoss(() => (isSaved ? null : 'secret'));
  const save = (): void => {
    const address = URL.createObjectURL(new Blob([passwordsCsv(rows)], { type: 'text/csv' }));
    const link = Object.assign(document.createElement('a'), { href: address, download: 'klienci-hasla.csv' });
    link.click();
    URL.revokeObjectURL(address);
    setSaved(true);
  };
  return (
    <Alert color="amber" icon={<Icon name="warning" />}>
      <Stack align="flex-start" gap="sm">
        <Text size="sm">{t('customerImport.passwords')}</Text>
        <Button size="xs" leftSection={<Icon name="download" size={16} />} onClick={save}>
          {t('customerImport.downloadPasswords')}
        </Button>
      </Stack>
    </Alert>
  );
}
