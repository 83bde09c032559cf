import { TextInput, type TextInputProps } from '@mantine/core';

/** Limit of the API for the names of users, keys, number groups and PBXs. */
const MAX_NAME_CHARS = 100;

/** A field for the name that a person gives to something. */
export function NameField(props: TextInputProps) {
  return <TextInput maxLength={MAX_NAME_CHARS} {...props} />;
}
