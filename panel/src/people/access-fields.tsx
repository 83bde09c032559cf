import { Checkbox, MultiSelect, NativeSelect, Radio, Stack, TagsInput, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';
import { type Access, isLimited, offeredRights, offeredRoles, type Role } from './access.ts';
import { useNumberGroups } from './use-people.ts';

interface FieldProps {
  access: Access;
  onChange: (changed: Partial<Access>) => void;
}

/** The role of a person, among those one may give. */
export function RoleField({ role, onChange }: { role: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <NativeSelect
      label={t('people.role')}
      description={t(`people.roleHints.${role}`)}
      data={offeredRoles(user.role).map((value) => ({ value, label: t(`user.roles.${value}`) }))}
      value={role}
      onChange={({ currentTarget }) => onChange(currentTarget.value as Role)}
    />
  );
}

/** What a person may do. */
export function RightsField({ access, onChange }: FieldProps) {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Checkbox.Group label={t('people.rightsLabel')} value={access.rights} onChange={(rights) => onChange({ rights })}>
      <Stack gap="xs" mt="xs">
        {offeredRights(user.rights, access).map((right) => (
          <Checkbox key={right} value={right} label={t(`people.rights.${right}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

/** Whose calls a person sees: all, or those of some numbers and groups. */
export function CallsField({ access, onChange }: FieldProps) {
  const { t } = useTranslation();
  const groups = useNumberGroups().data?.groups ?? [];
  return (
    <Stack gap="sm">
      {access.role === 'agent' ? (
        <Text size="sm">{t('people.agentSees')}</Text>
      ) : (
        <Radio.Group label={t('people.sees')} value={access.sees} onChange={(sees) => onChange({ sees })}>
          <Stack gap="xs" mt="xs">
            <Radio value="all" label={t('people.seesAll')} />
            <Radio value="some" label={t('people.seesSome')} />
          </Stack>
        </Radio.Group>
      )}
      {isLimited(access) && (
        <>
          <NumbersField numbers={access.numbers} onChange={(numbers) => onChange({ numbers })} />
          {groups.length > 0 && (
            <MultiSelect
              label={t('people.groupsLabel')}
              data={groups.map(({ id, name }) => ({ value: id, label: name }))}
              value={access.groups}
              onChange={(chosen) => onChange({ groups: chosen })}
            />
          )}
        </>
      )}
    </Stack>
  );
}

interface NumbersFieldProps {
  numbers: string[];
  error?: ReactNode;
  /** Of the field in a form. */
  'data-path'?: string;
  onChange: (numbers: string[]) => void;
}

/** Numbers and extensions; Enter or a comma ends one. */
export function NumbersField({ numbers, ...field }: NumbersFieldProps) {
  const { t } = useTranslation();
  return (
    <TagsInput
      label={t('people.numbersLabel')}
      description={t('people.numbersHint')}
      splitChars={[',', ';']}
      acceptValueOnBlur
      value={numbers}
      {...field}
    />
  );
}
