/** A client as a list of an import names it: a link where there is somebody to look at. */
import { Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";

interface ClientNameProps {
  applianceId: number;
  clientId: number;
  name: string;
  known: boolean;
  /** What else tells it apart. */
  small?: string | null;
}

export function ClientName({ applianceId, clientId, name, known, small = null }: ClientNameProps) {
  const shown = name === "" ? String(clientId) : name;
  return (
    <>
      {known ? (
        <TextLink
          href={`/clients/${clientId}?applianceId=${applianceId}`}
          prefetch={false}
          size="sm"
          fw={600}
          style={{ overflowWrap: "anywhere" }}
        >
          {shown}
        </TextLink>
      ) : (
        <Text span size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {shown}
        </Text>
      )}
      {small !== null && small !== name && (
        <Text size="xs" c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>
          {small}
        </Text>
      )}
    </>
  );
}
