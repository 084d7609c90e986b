// Decides how the API answers to lines that feeds send.
import { z } from "zod";

export const linesAnswer = z
  .object({
    accepted: z.int().meta({ description: "New lines, which are kept." }),
    repeated: z.int().meta({ description: "Lines that came before." }),
    ignored: z.int().meta({ description: "Lines of other programs." }),
    rejected: z.array(z.object({ line: z.int().meta({ description: "From 1." }), problem: z.string() })),
  })
  .meta({ id: "LinesTaken" });
