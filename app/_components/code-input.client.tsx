"use client";
/** The field for a code: telephones offer digits and the code that they were sent. */
import { TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";

interface CodeInputProps {
  label: string;
  description?: string;
  value: string;
  error: string | undefined;
  onChange(text: string): void;
}

/** Whoever typed a wrong one goes on in the field. */
export function CodeInput({ label, description, value, error, onChange }: CodeInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error !== undefined) input.current?.focus();
  }, [error]);
  return (
    <TextInput
      ref={input}
      label={label}
      description={description}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="characters"
      spellCheck={false}
      required
      withAsterisk={false}
      maxLength={60}
      value={value}
      error={error}
      aria-invalid={error !== undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
