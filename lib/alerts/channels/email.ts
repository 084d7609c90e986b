/** E-mail: HTML and plain text, standing together by incident. Which server sends it is in the mail settings. */
import { z } from "zod";
import { layOutMail } from "../mail/lay-out-mail";
import { channelType } from "./sending";

export const email = channelType({
  fields: z.strictObject({
    to: z.array(z.email("must be an e-mail address").max(254)).min(1).max(50),
  }),
  secret: [],
  address: null,
  send({ fields: { to }, message, key }, sendMail) {
    return sendMail({ to, key, ...layOutMail(message) });
  },
});
