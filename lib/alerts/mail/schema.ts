/** The shapes that the mail settings take. */
import { z } from "zod";

/** `starttls`: begins plain and must become TLS before anything is said; `tls` from the first byte; `none`: never. */
export const mailSecurities = ["starttls", "tls", "none"] as const;

const text = (max: number) => z.string().trim().min(1).max(max);

export const mailServer = z.strictObject({
  host: text(253)
    .toLowerCase()
    .regex(/^[a-z0-9_:]([a-z0-9._:-]*[a-z0-9])?$/, "must be a host name or an IP address")
    .meta({ description: "mail.example.com" }),
  port: z.int().min(1).max(65_535).meta({ description: "587 for STARTTLS, 465 for TLS as a rule." }),
  security: z.enum(mailSecurities).meta({
    description:
      "`none` only for hosts that ROLLCALL_OUTGOING_ALLOW lists: passwords and alerts would lie open.",
  }),
  user: text(500).nullable().meta({ description: "Null: nobody signs in." }),
  from: z.email("must be an e-mail address").max(254),
  caPem: z.string().max(200_000).nullable().meta({
    description: "A certificate authority (PEM) to trust beside the usual ones.",
  }),
});
/** How mail is sent; without the password. */
export type MailServer = z.output<typeof mailServer>;

export const mailInput = mailServer.extend({
  user: mailServer.shape.user.default(null),
  caPem: mailServer.shape.caPem.default(null),
  password: z.string().min(1).max(2_000).optional().meta({
    description:
      "Encrypted at rest and never shown again. Left out, the one that is there stays, if host, port, security and user stay.",
  }),
});
export type MailInput = z.output<typeof mailInput>;
