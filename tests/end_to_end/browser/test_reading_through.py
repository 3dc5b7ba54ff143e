"""A summary above « Valider » shows the present values of the fields; days typed in digits alone are written out."""

from playwright.sync_api import Page, expect

from tests.end_to_end.browser.stage import Stage


def _terms(stage: Stage) -> Page:
    context = stage.context()
    stage.enter(context, stage.signed_in["claire"])
    page = context.new_page()
    page.goto(f"{stage.url}/delegations/nouvelle")
    page.fill("#f-adresse", "relecture@essai.example")
    page.click("text=Continuer")
    page.click('button[name="choix"][value="comptable"]')
    return page


def test_the_summary_follows_the_chosen_period_and_structures(stage: Stage) -> None:
    page = _terms(stage)
    read = page.get_by_role("region", name="À relire avant de valider")
    expect(read).to_contain_text("relecture@essai.example")
    expect(read).to_contain_text("aucune pour l’instant")
    page.fill("#f-debut", "01022027")
    page.fill("#f-fin", "280227")
    page.locator('input[name="structures"]').first.check()
    name = page.locator("label[for=f-structures]").inner_text().splitlines()[0]
    expect(read).to_contain_text("du 01/02/2027 au 28/02/2027")
    expect(read).to_contain_text(name)
    expect(page.locator("#f-debut")).to_have_value("01/02/2027")
