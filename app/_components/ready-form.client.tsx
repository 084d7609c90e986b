"use client";
/**
 * A form that a page brings along. Until its script runs, its fields take nothing: what was typed would be lost, and the browser
 * itself would send the form to a page that does not read it.
 */
import { type FormEvent, type ReactNode, type Ref, useSyncExternalStore } from "react";
import classes from "./ready-form.module.css";

/** Nothing to listen to: a script that runs goes on running. */
const never = () => () => undefined;

interface ReadyFormProps {
  onSubmit(): void;
  children: ReactNode;
  className?: string;
  ref?: Ref<HTMLFormElement>;
}

export function ReadyForm({ onSubmit, children, className, ref }: ReadyFormProps) {
  const ready = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }

  return (
    <form method="post" ref={ref} className={className} onSubmit={submit}>
      <fieldset className={classes.fields} disabled={!ready}>
        {children}
      </fieldset>
    </form>
  );
}
