"""A person's record for another system: FHIR bundles, R4B and R5. No page and no database."""
