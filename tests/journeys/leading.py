"""The QA lead's part of a round of twenty, by clicks alone: opened, told, kept going, reported on."""

from dataclasses import dataclass

from playwright.sync_api import Download, Page, expect

from tests.journeys.clicking import choose, follow, is_headed, pick, press, reads, write
from tests.journeys.twenty import CASES, MANAGER_OF, TEAMS, TITLE


@dataclass
class Lead:
    """The QA lead's tab."""

    page: Page

    def opens_the_round(self) -> dict[str, str]:
        """From the home page to an open round; who audits which case."""
        page = self.page
        follow(page, "Programme")
        press(page, "Set up a round")
        press(page, "Start a quick round")
        self._fills_the_plan()
        press(page, "Check the cases")
        is_headed(page, "Check the cases")
        given = self._proposal()
        press(page, "Open the round and give out the audits")
        reads(page, "The round is open. 20 cases were given to 5 auditors.")
        return given

    def _fills_the_plan(self) -> None:
        page = self.page
        write(page, "Title of the round", TITLE)
        write(page, "Case numbers", "\n".join(case.line for case in CASES))
        pick(page, "Audit tool", "Core case audit")
        choose(page, "How are the audits done?", "Record only")
        choose(page, "When are the audits due?", "In 10 working days")
        choose(page, "Which audits are moderated?", "A share of the audits, chosen at random")
        write(page, "Share to moderate", "10")
        for _, _, manager in TEAMS:
            choose(page, "Auditors", manager)

    def _proposal(self) -> dict[str, str]:
        """The auditor proposed for each case; the page says whose team a case is of."""
        page, given = self.page, {}
        reads(page, "20 cases: 0 on the case list, 20 typed by hand.")
        for case in CASES:
            row = page.get_by_role("row").filter(has_text=case.number)
            expect(row).to_contain_text(f"Cannot go to: {MANAGER_OF[case.team]} (own team)")
            given[case.number] = row.locator("option:checked").inner_text()
        return given

    def tells_people(self) -> None:
        page = self.page
        press(page, "Tell people")
        press(page, "Write the standard letters")
        reads(page, "40 letters are written")
        press(page, "Mark all letters to workers and managers as sent today")
        reads(page, "40 letters are marked as sent today")

    def links(self, worker: str, account: str) -> None:
        """A practitioner whom the round named is joined to their account."""
        page = self.page
        follow(page, "Set-up")
        follow(page, "Practitioners")
        follow(page, worker)
        pick(page, "Whose account is this?", account)
        press(page, "Save")
        expect(page.get_by_role("row").filter(has_text=f"{worker}{worker}")).to_have_count(0)
        expect(page.get_by_role("row").filter(has_text=worker)).not_to_contain_text("Not linked")

    def gives_to_another(self, number: str, auditor: str) -> None:
        """A case that was handed back stands on the home page until it has an auditor again."""
        page = self.page
        page.goto("/")
        follow(page, f"Case {number} needs an auditor")
        reads(page, f"Case {number}, handed back by")
        follow(page, "Give it to an auditor")
        pick(page, "New auditor", auditor)
        write(page, "Why?", "The first auditor knows the family.")
        press(page, "Give them away")
        expect(page.get_by_role("row").filter(has_text=number)).to_contain_text(auditor)

    def sees_one_concern(self) -> None:
        self._round()
        reads(self.page, "Immediate safeguarding concerns: 1.")

    def releases_feedback(self) -> None:
        page = self.page
        page.goto("/")
        reads(page, "20 audits are ready to be shared.")
        follow(page, "Release feedback")
        press(page, "Select all")
        press(page, "Release feedback on the selected audits")
        reads(page, "Feedback on 20 audits released.")

    def sees_thirty_actions(self) -> Download:
        """All of the round's actions in the tracker, and the same as Excel."""
        page = self.page
        follow(page, "Actions", exact=True)
        reads(page, "30 actions match.")
        with page.expect_download() as kept:
            page.get_by_role("link", name="Download (Excel)").click()
        return kept.value

    def writes(self, kind: str, boxes: dict[str, str], second: Page) -> tuple[Download, Download]:
        """A report begun, written, read by a second person, finalised, and had as Word and as PDF."""
        page = self.page
        follow(page, "Reports", exact=True)
        choose(page, "Kind of report", kind)
        pick(page, "Round", TITLE)
        press(page, "Begin report")
        for label, text in boxes.items():
            page.get_by_label(label, exact=True).fill(text)
        press(page, "Save", exact=True)
        reads(page, "Saved.", *boxes.values())
        _signs_off(second, kind)
        follow(page, "Finalise", exact=True)
        press(page, "Finalise report")
        reads(page, "The report is finalised and its numbers are locked.")
        return self._downloads("Word"), self._downloads("PDF")

    def _downloads(self, form: str) -> Download:
        with self.page.expect_download() as kept:
            press(self.page, f"Download {form}")
        return kept.value

    def _round(self) -> None:
        page = self.page
        page.goto("/")
        follow(page, TITLE)
        is_headed(page, TITLE)


def _signs_off(page: Page, kind: str) -> None:
    """The words of a report, read by somebody else: every sentence that is listed is ticked."""
    follow(page, "Reports", exact=True)
    row = page.get_by_role("row").filter(has_text=TITLE).filter(has_text=f", {kind}")
    with page.expect_navigation(wait_until="domcontentloaded"):
        row.get_by_role("link", name="Check the words").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Sign the words off")
    reads(page, "The words are signed off as they stand now. The report can be finalised.")
