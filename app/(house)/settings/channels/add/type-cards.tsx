/** The kinds of channels, as cards that say what each brings and what it needs. */
import { Paper, SimpleGrid, Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import { channelTypeNames } from "@/lib/alerts/channels/channel-types";
import { words } from "@/lib/platform/words";
import classes from "../../feeds/add/type-cards.module.css";

const t = words("channels");

export function TypeCards() {
  return (
    <SimpleGrid
      component="ul"
      cols={{ base: 1, sm: 2, lg: 3 }}
      spacing="sm"
      p={0}
      m={0}
      style={{ listStyle: "none" }}
    >
      {channelTypeNames.map((type) => (
        <Paper key={type} component="li" withBorder p="md" bg="var(--surface)" className={classes.card}>
          <TextLink href={`/settings/channels/add?type=${type}`} fw={650} className={classes.link ?? ""}>
            {t(`types.${type}`)}
          </TextLink>
          <Text size="sm" mt={4}>
            {t(`cards.${type}.brings`)}
          </Text>
          <Text size="sm" c="var(--quiet)" mt="xs">
            <b>{t("choose.needs")}:</b> {t(`cards.${type}.needs`)}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
