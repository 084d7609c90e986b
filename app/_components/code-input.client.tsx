"use client";
/** The field for a code: telephones offer digits and the code that they were sent. */
import { TextInput } from "@mantine/core";

interface CodeInputProps {
  label: string;
  description?: string;
  value: string;
  error: string | undefined;
  onChange(text: string): void;
  autoFocus?: boolean;
}

export function CodeInput({ label, description, value, error, onChange, autoFocus }: CodeInputProps) {
  return (
    <TextInput
      label={label}
      description={description}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      required
      withAsterisk={false}
      maxLength={60}
      data-autofocus={autoFocus}
      value={value}
      error={error}
      aria-invalid={error !== undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
