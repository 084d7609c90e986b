/** Kinds of something to add, as cards that say what each brings and what it needs. */
import { Paper, SimpleGrid, Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import classes from "./type-cards.module.css";

/** `needsWord` goes before what it needs. */
interface TypeWords {
  brings: string;
  needs: string;
  needsWord: string;
}

export interface TypeCard extends TypeWords {
  title: string;
  href: string;
}

export function TypeCards({ types }: { types: readonly TypeCard[] }) {
  return (
    <SimpleGrid
      component="ul"
      cols={{ base: 1, sm: 2, lg: 3 }}
      spacing="sm"
      p={0}
      m={0}
      style={{ listStyle: "none" }}
    >
      {types.map(({ title, href, ...about }) => (
        <Paper key={href} component="li" withBorder p="md" bg="var(--surface)" className={classes.card}>
          <TextLink href={href} fw={650} className={classes.link ?? ""}>
            {title}
          </TextLink>
          <AboutType {...about} />
        </Paper>
      ))}
    </SimpleGrid>
  );
}

/** The same two sentences above the form of the kind that was chosen. */
export function AboutType({ brings, needs, needsWord }: TypeWords) {
  return (
    <>
      <Text size="sm" mt={4} maw="75ch">
        {brings}
      </Text>
      <Text size="sm" c="var(--quiet)" mt="xs" maw="75ch">
        <b>{needsWord}:</b> {needs}
      </Text>
    </>
  );
}
