import {
  Button,
  ColorInput,
  FileButton,
  Group,
  Image,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Branding, useBrandingQuery } from '../branding/branding.ts';
import { contrast } from '../branding/shades.ts';
import { formatDecimal } from '../format/numbers.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { mayDecideAsOperator, useSession } from '../session/session.ts';
import { Card } from '../ui/card.tsx';
import { ListSkeleton, LoadError, RequestFailed, useNotices } from '../ui/feedback.tsx';
import { useFormCare } from '../ui/form-care.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { BrandingPreview } from './branding-preview.tsx';
import { base64Of } from './import-files.ts';
import { ReadOnlyNote } from './read-only-note.tsx';
import { useRemovePicture, useSaveBranding, useSavePicture } from './use-branding.ts';

/** Limits of the API. */
const MAX_NAME_CHARS = 40;
const MAX_NOTICE_CHARS = 2000;
const MIN_CONTRAST = 4.5;

const COLOUR = /^#[0-9a-f]{6}$/;

/** "Wygląd i nazwa": the product under the operator's name. */
export function BrandingPage() {
  const { t } = useTranslation();
  const { data: branding, error, refetch } = useBrandingQuery();
  return (
    <Stack>
      <PageHeader title={t('branding.title')} lead={t('branding.lead')} />
      <ReadOnlyNote />
      {error !== null && <LoadError error={error} onRetry={() => void refetch()} />}
      {branding === undefined && error === null && <ListSkeleton label={t('branding.loading')} />}
      {branding !== undefined && (
        <>
          <SettingsForm branding={branding} />
          <Pictures branding={branding} />
        </>
      )}
    </Stack>
  );
}

const FIELDS = [
  'productName',
  'primaryColour',
  'accentColour',
  'contactEmail',
  'contactPhone',
  'helpUrl',
  'termsUrl',
  'privacyUrl',
  'privacyNotice',
] as const satisfies readonly (keyof Branding)[];

type Values = Record<(typeof FIELDS)[number], string>;

function SettingsForm({ branding }: { branding: Branding }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const readOnly = !mayDecideAsOperator(user);
  const save = useSaveBranding(() => {
    form.resetDirty();
    notices.done(t('branding.saved'));
  });
  const link = (text: string): string | null =>
    text.trim() === '' || text.trim().startsWith('https://') ? null : t('branding.linkInvalid');
  const colour = (text: string): string | null =>
    text === '' || (COLOUR.test(text) && contrast(text, '#ffffff') >= MIN_CONTRAST) ? null : t('branding.contrastBad');
  const form = useForm<Values>({
    initialValues: Object.fromEntries(FIELDS.map((name) => [name, branding[name] ?? ''])) as Values,
    validateInputOnChange: ['primaryColour', 'accentColour'],
    validate: {
      productName: (name) => (name.trim() === '' ? t('branding.nameRequired') : null),
      primaryColour: colour,
      accentColour: colour,
      helpUrl: link,
      termsUrl: link,
      privacyUrl: link,
    },
  });
  const care = useFormCare(form, save.error);
  const submit = form.onSubmit((values) => {
    const entries = FIELDS.map((name) => [name, values[name].trim() === '' ? null : values[name].trim()]);
    save.mutate({ body: Object.fromEntries(entries) as Parameters<typeof save.mutate>[0]['body'] });
  }, care.onInvalid);
  const field = (name: keyof Values) => ({ readOnly, ...form.getInputProps(name) });
  return (
    <form ref={care.ref} onSubmit={submit} noValidate>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Stack>
          <Card title={t('branding.identity')}>
            <Stack>
              <TextInput maxLength={MAX_NAME_CHARS} label={t('branding.name')} {...field('productName')} />
              <TextInput type="email" label={t('branding.email')} {...field('contactEmail')} />
              <TextInput type="tel" label={t('branding.phone')} {...field('contactPhone')} />
              <TextInput type="url" label={t('branding.help')} {...field('helpUrl')} />
            </Stack>
          </Card>
          <Card title={t('branding.legal')}>
            <Stack>
              <TextInput type="url" label={t('branding.terms')} {...field('termsUrl')} />
              <TextInput type="url" label={t('branding.privacy')} {...field('privacyUrl')} />
              <Textarea
                autosize
                minRows={2}
                maxLength={MAX_NOTICE_CHARS}
                label={t('branding.notice')}
                description={t('branding.noticeHint')}
                {...field('privacyNotice')}
              />
            </Stack>
          </Card>
        </Stack>
        <Stack>
          <Card title={t('branding.colours')}>
            <Stack>
              <ColourField label={t('branding.primary')} hint={t('branding.primaryHint')} {...field('primaryColour')} />
              <ColourField label={t('branding.accent')} hint={t('branding.accentHint')} {...field('accentColour')} />
            </Stack>
          </Card>
          <Card title={t('branding.preview')}>
            <BrandingPreview branding={branding} values={form.values} />
          </Card>
        </Stack>
      </SimpleGrid>
      <Stack mt="md">
        <RequestFailed error={save.error} />
        {!readOnly && (
          <FormButtons
            onCancel={form.reset}
            submit={t('branding.save')}
            pending={save.isPending}
            disabled={!form.isDirty()}
          />
        )}
      </Stack>
    </form>
  );
}

interface ColourFieldProps {
  label: string;
  hint: string;
  readOnly: boolean;
  /** As the form has it. */
  value?: string;
  onChange: (colour: string) => void;
}

/** A colour with the contrast of white on it, which is said in words, too. */
function ColourField({ label, hint, readOnly, value = '', onChange }: ColourFieldProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const ratio = COLOUR.test(value) ? contrast(value, '#ffffff') : null;
  const isGood = ratio !== null && ratio >= MIN_CONTRAST;
  return (
    <div>
      <ColorInput
        label={label}
        description={hint}
        placeholder={t('branding.ours')}
        format="hex"
        readOnly={readOnly}
        withEyeDropper={false}
        value={value}
        onChange={(colour) => onChange(colour.toLowerCase())}
      />
      {ratio !== null && (
        <Text size="sm" mt={4} c={isGood ? 'dimmed' : 'off'} role="status">
          {t('branding.contrast', { ratio: formatDecimal(Math.floor(ratio * 100) / 100, language) })} –{' '}
          {t(isGood ? 'branding.contrastGood' : 'branding.contrastBad')}
        </Text>
      )}
    </div>
  );
}

const KINDS = [
  { kind: 'logo', url: 'logoUrl' },
  { kind: 'logo-dark', url: 'logoDarkUrl' },
  { kind: 'icon', url: 'iconUrl' },
] as const;

function Pictures({ branding }: { branding: Branding }) {
  const { t } = useTranslation();
  return (
    <Card title={t('branding.pictures')} lead={t('branding.picturesHint')}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {KINDS.map(({ kind, url }) => (
          <PictureField key={kind} kind={kind} url={branding[url]} />
        ))}
      </SimpleGrid>
    </Card>
  );
}

function PictureField({ kind, url }: { kind: (typeof KINDS)[number]['kind']; url: string | null }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const notices = useNotices();
  const [failure, setFailure] = useState<unknown>(null);
  const done = (): void => {
    setFailure(null);
    notices.done(t('branding.pictureSaved'));
  };
  const save = useSavePicture(done);
  const remove = useRemovePicture(done);
  const name = t(`branding.kinds.${kind}`);
  const params = { path: { kind } };
  const send = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const png = await base64Of(file);
    save.mutate({ params, body: { png } }, { onError: setFailure });
  };
  return (
    <Stack gap="xs">
      <Title order={3}>{name}</Title>
      <Paper p="md" shadow="none" style={{ background: kind === 'logo-dark' ? '#1a212c' : '#ffffff' }}>
        {url === null ? (
          <Text size="sm" style={{ color: kind === 'logo-dark' ? '#d8dde7' : '#2d3748' }}>
            {t('branding.noPicture')}
          </Text>
        ) : (
          <Image src={url} alt={name} h={48} w="auto" fit="contain" />
        )}
      </Paper>
      {mayDecideAsOperator(user) && (
        <Group gap="xs">
          <FileButton accept="image/png" onChange={(file) => void send(file)}>
            {(props) => (
              <Button
                size="xs"
                variant="light"
                loading={save.isPending}
                aria-label={t('branding.uploadOf', { kind: name })}
                {...props}
              >
                {t('branding.upload')}
              </Button>
            )}
          </FileButton>
          {url !== null && (
            <Button
              size="xs"
              variant="subtle"
              color="off"
              loading={remove.isPending}
              aria-label={t('branding.removeOf', { kind: name })}
              onClick={() => remove.mutate({ params }, { onError: setFailure })}
            >
              {t('branding.remove')}
            </Button>
          )}
        </Group>
      )}
      <RequestFailed error={failure} />
    </Stack>
  );
}
